// The reference: Swagger UI over this stage's document, with one field for a token in place of its dialogs for secrets.
'use strict';
(() => {
  const inlined = document.getElementById('openapi');
  const token = document.getElementById('token');
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

  async function read() {
    if (inlined) return JSON.parse(inlined.textContent);
    const answer = await fetch('openapi.json', { credentials: 'same-origin' });
    if (!answer.ok) throw new Error(`openapi.json answers ${answer.status}`);
    // The stage is where this page came from, by whichever of its names the reader called it.
    const url = new URL('.', location.href).href.replace(/\/$/, '');
    return { ...await answer.json(), servers: [{ url }] };
  }

  const quoted = (text) => `'${String(text).replaceAll("'", "'\\''")}'`;

  function tell(spec, stage) {
    document.title = spec.info.title;
    document.getElementById('title').textContent = spec.info.title;
    document.getElementById('edition').textContent = `Version ${spec.info.version}, at ${stage}`;
    const schemes = Object.values(spec.components?.securitySchemes ?? {});
    const tokenUrl = schemes.map((scheme) => scheme.flows?.clientCredentials?.tokenUrl).find(Boolean);
    const settings = document.getElementById('settings');
    settings.textContent = settings.textContent
      .replace(/(?<=STAGE_URL=).*/, () => quoted(stage))
      .replace(/(?<=TOKEN_URL=).*/, () => quoted(tokenUrl ?? ''));
  }

  // As Swagger UI names the element of an operation.
  const place = (tag, id) => `operations-${tag}-${id}`;

  function list(spec) {
    const links = [];
    for (const [path, item] of Object.entries(spec.paths)) {
      for (const method of METHODS.filter((each) => item[each])) {
        const operation = item[method];
        const link = document.createElement('a');
        link.href = `#${place(operation.tags?.[0] ?? 'default', operation.operationId)}`;
        link.textContent = operation.summary ?? `${method.toUpperCase()} ${path}`;
        const entry = document.createElement('li');
        entry.append(link);
        links.push(entry);
      }
    }
    document.getElementById('operations').replaceChildren(...links);
  }

  // A link to an operation opens it.
  function open() {
    const shown = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!shown?.matches('.opblock')) return;
    if (!shown.matches('.is-open')) shown.querySelector('.opblock-summary-control').click();
    shown.scrollIntoView();
  }

  // Swagger UI says that it is done before its elements are there.
  function whenShown(then) {
    if (document.querySelector('#swagger-ui h3')) then();
    else requestAnimationFrame(() => whenShown(then));
  }

  function render(spec) {
    const stage = spec.servers[0].url.replace(/\/$/, '');
    tell(spec, stage);
    list(spec);
    accessible.watch(document.getElementById('swagger-ui'));
    SwaggerUIBundle({
      dom_id: '#swagger-ui',
      spec,
      docExpansion: 'list',
      defaultModelsExpandDepth: -1,
      displayRequestDuration: true,
      validatorUrl: null,
      layout: 'Reference',
      plugins: [accessible.plugin],
      requestInterceptor(request) {
        const value = token.value.trim();
        if (value && request.url.startsWith(`${stage}/`)) request.headers.Authorization = `Bearer ${value}`;
        return request;
      },
      onComplete: () => whenShown(() => {
        open();
        addEventListener('hashchange', open);
        document.documentElement.dataset.reference = 'ready';
      }),
    });
  }

  function shade() {
    document.documentElement.classList.toggle('dark-mode', dark.matches);
  }

  // A phone shows the page first.
  if (matchMedia('(max-width: 56rem)').matches) document.querySelector('.contents details').open = false;
  shade();
  dark.addEventListener('change', shade);
  document.getElementById('credentials').addEventListener('submit', (event) => event.preventDefault());
  read().then(render).catch((error) => {
    const failure = document.getElementById('failure');
    failure.textContent = `The reference cannot be shown: ${error.message}`;
    failure.hidden = false;
  });
})();
