/** Which page is where, and whose. `marked`: shows customers, so it carries the reader's watermark. */
import { createRouter, createWebHistory } from 'vue-router'
import { me, say, whoami } from './state'
import type { Me } from './types'
import { t } from './words'

const HOME: Record<string, string> = {
  inbox: '/today',
  wall: '/wall',
  risk: '/risk',
  operator: '/operator',
  customers: '/customers',
}

export function homeOf(role: string, pages: string[]): string {
  if (role === 'risk' || role === 'aml') return '/risk'
  if (role === 'branch' || role === 'hq') return '/wall'
  return HOME[pages[0] ?? ''] ?? '/mine'
}

export const router = createRouter({
  history: createWebHistory(),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    { path: '/', component: () => import('./pages/Entrance.vue') },
    { path: '/today', component: () => import('./pages/Inbox.vue'), meta: { page: 'inbox', tabs: true, marked: true } },
    {
      path: '/alerts/:id',
      component: () => import('./pages/AlertPage.vue'),
      meta: { page: 'inbox', marked: true, slides: true },
      props: true,
    },
    {
      path: '/customers',
      component: () => import('./pages/Customers.vue'),
      meta: { page: 'customers', tabs: true, marked: true },
    },
    {
      path: '/customers/:id',
      component: () => import('./pages/Customer.vue'),
      meta: { page: 'customers', marked: true },
      props: true,
    },
    {
      path: '/performance',
      component: () => import('./pages/Performance.vue'),
      meta: { page: 'performance', tabs: true, marked: true },
    },
    { path: '/mine', component: () => import('./pages/Mine.vue'), meta: { tabs: true } },
    { path: '/wall', component: () => import('./pages/Wall.vue'), meta: { page: 'wall' } },
    { path: '/risk', component: () => import('./pages/Risk.vue'), meta: { page: 'risk', tabs: true, marked: true } },
    {
      path: '/operator',
      component: () => import('./pages/Operator.vue'),
      meta: { page: 'operator', tabs: true, marked: true },
    },
    { path: '/not-yours', component: () => import('./pages/NotYours.vue'), meta: { tabs: true } },
    { path: '/:rest(.*)', redirect: '/' },
  ],
})

/** The session has ended, by time or elsewhere: to the door, saying so. */
addEventListener('signedout', () => {
  if (!me.value) return
  me.value = null
  say(t('signedOut'))
  void router.push(door(router.currentRoute.value.fullPath))
})

/** The door, and where it leads to. */
const door = (next: string) => ({ path: '/', query: { next } })

/** Where somebody goes who has come in: on to where they wanted to, where that is theirs. */
export function wayIn(next: unknown, who: Me): string {
  const wanted = typeof next === 'string' && next.startsWith('/') ? router.resolve(next) : null
  const page = wanted?.meta.page as string | undefined
  return wanted && wanted.path !== '/' && (!page || who.pages.includes(page))
    ? wanted.fullPath
    : homeOf(who.role, who.pages)
}

router.beforeEach(async (to) => {
  const who = await whoami()
  if (to.path === '/') return true
  if (!who) return door(to.fullPath)
  const page = to.meta.page as string | undefined
  return !page || who.pages.includes(page) ? true : '/not-yours'
})
