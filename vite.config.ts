import vue from '@vitejs/plugin-vue';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: at('web'),
  plugins: [vue()],
  define: {
    __VUE_I18N_LEGACY_API__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  build: {
    outDir: at('dist/web'),
    emptyOutDir: true,
    // Browsers of county offices (360, UOS) run Chromium engines some years old.
    target: ['chrome87', 'edge88', 'firefox86', 'safari14'],
    reportCompressedSize: true,
  },
  server: { proxy: { '/api': process.env.HENJIAN_API ?? 'http://127.0.0.1:3000' } },
});
