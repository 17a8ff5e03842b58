import { createRouter, createWebHistory } from 'vue-router';
import type { Right } from './rights.ts';
import { homeOf } from './rights.ts';
import { restoreSession, session } from './session.ts';
import OverviewPage from './pages/OverviewPage.vue';

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the page's name in the words. */
    title: string;
    needs?: Right;
    open?: boolean;
  }
}

export const router = createRouter({
  history: createWebHistory(),
  scrollBehavior: (to, from, saved) => {
    if (saved) return saved;
    if (to.hash && to.hash !== from.hash) return { el: to.hash, top: 16 };
    return to.path === from.path ? false : { top: 0 };
  },
  routes: [
    { path: '/', component: OverviewPage, meta: { title: 'overview', needs: 'figures' } },
    {
      path: '/townships',
      component: () => import('./pages/TownshipsPage.vue'),
      meta: { title: 'townships', needs: 'figures' },
    },
    { path: '/week', component: () => import('./pages/WeekPage.vue'), meta: { title: 'week', needs: 'figures' } },
    { path: '/time', component: () => import('./pages/TimePage.vue'), meta: { title: 'time', needs: 'figures' } },
    { path: '/relief', component: () => import('./pages/ReliefPage.vue'), meta: { title: 'relief', needs: 'figures' } },
    {
      path: '/fairness',
      component: () => import('./pages/FairnessPage.vue'),
      meta: { title: 'fairness', needs: 'figures' },
    },
    { path: '/requirements', component: () => import('./pages/RequirementsPage.vue'), meta: { title: 'requirements' } },
    {
      path: '/new-form',
      component: () => import('./pages/NewFormPage.vue'),
      meta: { title: 'newForm', needs: 'figures' },
    },
    {
      path: '/requirements/:code',
      component: () => import('./pages/RequirementPage.vue'),
      props: true,
      meta: { title: 'requirement', needs: 'figures' },
    },
    {
      path: '/overlap',
      component: () => import('./pages/OverlapPage.vue'),
      meta: { title: 'overlap', needs: 'figures' },
    },
    {
      path: '/systems',
      component: () => import('./pages/SystemsPage.vue'),
      meta: { title: 'systems', needs: 'figures' },
    },
    {
      path: '/cascade',
      component: () => import('./pages/CascadePage.vue'),
      meta: { title: 'cascade', needs: 'figures' },
    },
    {
      path: '/assessment',
      component: () => import('./pages/AssessmentPage.vue'),
      meta: { title: 'assessment', needs: 'figures' },
    },
    {
      path: '/comparison',
      component: () => import('./pages/ComparisonPage.vue'),
      meta: { title: 'comparison', needs: 'figures' },
    },
    {
      path: '/findings',
      component: () => import('./pages/FindingsPage.vue'),
      meta: { title: 'findings', needs: 'findings' },
    },
    {
      path: '/findings/:id',
      component: () => import('./pages/FindingPage.vue'),
      props: true,
      meta: { title: 'finding', needs: 'findings' },
    },
    {
      path: '/soundness',
      component: () => import('./pages/SoundnessPage.vue'),
      meta: { title: 'soundness', needs: 'findings' },
    },
    { path: '/red-lines', component: () => import('./pages/RedLinesPage.vue'), meta: { title: 'redLines' } },
    {
      path: '/evidence',
      component: () => import('./pages/EvidencePage.vue'),
      meta: { title: 'evidence', needs: 'figures' },
    },
    { path: '/data', component: () => import('./pages/DataPage.vue'), meta: { title: 'data', needs: 'batches' } },
    {
      path: '/data/mapping',
      component: () => import('./pages/MappingPage.vue'),
      meta: { title: 'mapping', needs: 'upload' },
    },
    {
      path: '/data/photos',
      component: () => import('./pages/PhotoSettingsPage.vue'),
      meta: { title: 'photos', needs: 'photos' },
    },
    { path: '/indicators', component: () => import('./pages/IndicatorsPage.vue'), meta: { title: 'indicators' } },
    {
      path: '/indicators/:id',
      component: () => import('./pages/IndicatorPage.vue'),
      props: true,
      meta: { title: 'indicator' },
    },
    {
      path: '/connectors',
      component: () => import('./pages/ConnectorsPage.vue'),
      meta: { title: 'connectors', needs: 'connectors' },
    },
    { path: '/audit', component: () => import('./pages/AuditPage.vue'), meta: { title: 'audit', needs: 'audit' } },
    {
      path: '/screen',
      component: () => import('./pages/ScreenPage.vue'),
      meta: { title: 'screen', needs: 'figures' },
    },
    { path: '/inbox', component: () => import('./pages/InboxPage.vue'), meta: { title: 'inbox' } },
    { path: '/sign-in', component: () => import('./pages/SignInPage.vue'), meta: { title: 'signIn', open: true } },
    { path: '/:path(.*)*', component: () => import('./pages/MissingPage.vue'), meta: { title: 'missing', open: true } },
  ],
});

router.beforeEach(async (to) => {
  try {
    await restoreSession();
  } catch {
    // The page itself says that the server cannot be reached.
    return true;
  }
  const user = session.value?.user;
  if (!user) return to.meta.open ? true : { path: '/sign-in', query: { next: to.fullPath } };
  if (to.path === '/' && homeOf(user.role) !== '/') return homeOf(user.role);
  return true;
});
