// What Swagger UI leaves out for readers who do not see the page or use no mouse, and a layout that fits into a page.
'use strict';
const accessible = (() => {
  // Of elements that Swagger UI gives no name: by which selector, and as what they are read out.
  const NAMES = [
    ['select.examples-select-element', 'Example'],
    ['.body-param textarea', 'Request body'],
    ['.body-param-content-type select, .body-param__content-type select', 'Content type of the request'],
    ['.content-type', 'Content type'],
    ['.parameters select', 'Value'],
    ['.parameters input, .parameters textarea', 'Value'],
    ['.model-box-control', 'Schema'],
  ];

  function named(element) {
    return element.labels?.length || element.hasAttribute('aria-label') || element.hasAttribute('aria-labelledby');
  }

  // A parameter's own name says more than what kind of element its value is typed into.
  function nameOf(element, otherwise) {
    return element.closest('tr[data-param-name]')?.dataset.paramName ?? otherwise;
  }

  function mend(root) {
    for (const [selector, name] of NAMES) {
      for (const element of root.querySelectorAll(selector)) {
        if (!named(element)) element.setAttribute('aria-label', nameOf(element, name));
      }
    }
    // What scrolls can be scrolled by keyboard.
    for (const block of root.querySelectorAll('pre:not([tabindex])')) block.tabIndex = 0;
  }

  function watch(root) {
    new MutationObserver(() => mend(root)).observe(root, { childList: true, subtree: true });
  }

  // Without the lists of servers, for there is one, and the dialogs for credentials, for there is a field of our own.
  function plugin({ React }) {
    const part = (getComponent, name, container) => React.createElement(getComponent(name, container));
    const Reference = ({ getComponent }) => React.createElement(
      'div',
      { className: 'swagger-ui' },
      part(getComponent, 'SvgAssets'),
      part(getComponent, 'errors', true),
      part(getComponent, 'InfoContainer', true),
      part(getComponent, 'operations', true),
    );
    return { components: { Reference }, wrapComponents: { authorizeOperationBtn: () => () => null } };
  }

  return { plugin, watch };
})();
