import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

// whitespace as HTML has it: a line that is broken between two words is a space, which Vue would leave out
export default defineConfig({
  plugins: [vue({ template: { compilerOptions: { whitespace: 'preserve' } } })],
  build: { assetsInlineLimit: 0, chunkSizeWarningLimit: 700 },
  server: { proxy: { '/v1': 'http://127.0.0.1:8080' } },
})
