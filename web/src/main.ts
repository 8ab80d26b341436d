import { createApp } from 'vue'
import { createRouter, createWebHistory } from 'vue-router'
import App from './App.vue'
import { setTheme, theme, whoami } from './state'
import './style.css'
import { lang, setLang } from './words'

const HOME: Record<string, string> = { inbox: '/today', wall: '/wall', risk: '/risk', operator: '/operator', customers: '/customers' }

const router = createRouter({
  history: createWebHistory(),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    { path: '/', component: () => import('./pages/Entrance.vue') },
    { path: '/today', component: () => import('./pages/Inbox.vue'), meta: { page: 'inbox', tabs: true } },
    { path: '/alerts/:id', component: () => import('./pages/AlertPage.vue'), meta: { page: 'inbox' }, props: true },
    { path: '/customers', component: () => import('./pages/Customers.vue'), meta: { page: 'customers', tabs: true } },
    { path: '/customers/:id', component: () => import('./pages/Customer.vue'), meta: { page: 'customers' }, props: true },
    { path: '/performance', component: () => import('./pages/Performance.vue'), meta: { page: 'performance', tabs: true } },
    { path: '/mine', component: () => import('./pages/Mine.vue'), meta: { tabs: true } },
    { path: '/wall', component: () => import('./pages/Wall.vue'), meta: { page: 'wall' } },
    { path: '/risk', component: () => import('./pages/Risk.vue'), meta: { page: 'risk' } },
    { path: '/operator', component: () => import('./pages/Operator.vue'), meta: { page: 'operator' } },
    { path: '/:rest(.*)', redirect: '/' },
  ],
})

export function homeOf(pages: string[]): string {
  return HOME[pages[0] ?? ''] ?? '/mine'
}

router.beforeEach(async (to) => {
  const who = await whoami()
  if (to.path === '/') return true
  if (!who) return '/'
  const page = to.meta.page as string | undefined
  return !page || who.pages.includes(page) ? true : homeOf(who.pages)
})

setTheme(theme.value)
setLang(lang.value)
createApp(App).use(router).mount('#app')
