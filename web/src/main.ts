import { createApp } from 'vue'
import App from './App.vue'
import './inbox'
import { router } from './router'
import { setTheme, theme } from './state'
import './style.css'
import { lang, setLang } from './words'

setTheme(theme.value)
setLang(lang.value)
createApp(App).use(router).mount('#app')
if ('serviceWorker' in navigator && import.meta.env.PROD) void navigator.serviceWorker.register('/sw.js')
