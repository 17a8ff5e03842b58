import { VueQueryPlugin } from '@tanstack/vue-query';
import 'element-plus/theme-chalk/base.css';
import { createApp } from 'vue';
import App from './App.vue';
import { setCaller } from './api.ts';
import './tokens.css';
import './base.css';
import './element.css';
import './screen.css';
import { i18n, startWords } from './i18n.ts';
import { loadChart } from './charts/load-chart.ts';
import { queryClient } from './queries.ts';
import { router } from './router.ts';
import { can, forgetSession, restoreSession } from './session.ts';

setCaller({
  onSignedOut: () => {
    forgetSession();
    queryClient.clear();
    const { fullPath, path } = router.currentRoute.value;
    if (path !== '/sign-in') void router.push({ path: '/sign-in', query: { next: fullPath } });
  },
});

/** A tab opened before an update asks for files that are gone: it is loaded again, once. */
window.addEventListener('vite:preloadError', (event) => {
  const address = window.location.href;
  if (history.state?.reloadedFor === address) return;
  event.preventDefault();
  history.replaceState({ ...history.state, reloadedFor: address }, '');
  window.location.reload();
});

// Who is there is asked while the words come. Whether the server can be reached, the router finds out again.
const known = restoreSession().catch(() => undefined);
void startWords()
  .then(() => createApp(App).use(i18n).use(VueQueryPlugin, { queryClient }).use(router).mount('#app'))
  .then(() => known)
  .then(() => router.isReady())
  // After the page has asked for its figures, before they have come.
  .then(() => setTimeout(() => can('figures') && void loadChart()));
