// Examples in several languages as tabs, one choice for the whole page:
// https://www.w3.org/WAI/ARIA/apg/patterns/tabs/
'use strict';
(() => {
  const STEPS = { ArrowRight: 1, ArrowLeft: -1 };
  const choices = [];

  function choose(language) {
    for (const tabs of choices) {
      // Where an example lacks the language, what it showed stays.
      if (!tabs.some((tab) => tab.language === language)) continue;
      for (const tab of tabs) {
        const chosen = tab.language === language;
        tab.button.setAttribute('aria-selected', String(chosen));
        tab.button.tabIndex = chosen ? 0 : -1;
        tab.panel.hidden = !chosen;
      }
    }
  }

  function target(tabs, key, index) {
    if (key === 'Home') return tabs[0];
    if (key === 'End') return tabs[tabs.length - 1];
    return key in STEPS ? tabs[(index + STEPS[key] + tabs.length) % tabs.length] : null;
  }

  // What is above the reader may grow or shrink with the choice; the tab that was used stays where it is.
  function chooseAt(tab) {
    const before = tab.button.getBoundingClientRect().top;
    choose(tab.language);
    window.scrollBy(0, tab.button.getBoundingClientRect().top - before);
  }

  document.querySelectorAll('.languages').forEach((group, number) => {
    const list = document.createElement('div');
    list.setAttribute('role', 'tablist');
    list.setAttribute('aria-label', 'Language of the example');
    const tabs = [...group.querySelectorAll('.code')].map((panel) => {
      const language = panel.dataset.language;
      const button = document.createElement('button');
      button.type = 'button';
      button.id = `tab-${number}-${language}`;
      button.setAttribute('role', 'tab');
      button.textContent = panel.querySelector('.language').textContent;
      panel.id = `panel-${number}-${language}`;
      button.setAttribute('aria-controls', panel.id);
      panel.setAttribute('role', 'tabpanel');
      panel.setAttribute('aria-labelledby', button.id);
      panel.querySelector('.language').hidden = true;
      list.append(button);
      return { language, button, panel };
    });
    tabs.forEach((tab, index) => {
      tab.button.addEventListener('click', () => chooseAt(tab));
      tab.button.addEventListener('keydown', (event) => {
        const next = target(tabs, event.key, index);
        if (!next) return;
        event.preventDefault();
        chooseAt(next);
        next.button.focus({ preventScroll: true });
      });
    });
    group.prepend(list);
    choices.push(tabs);
  });

  for (const tabs of choices) choose(tabs[0].language);
})();
