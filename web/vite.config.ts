import {fileURLToPath} from 'node:url';
import react from '@vitejs/plugin-react';
import {defineConfig} from 'vite';

// What answers /api while the page is being written: the mock (npm run mock), or a real service, such as
// RUNSEAL_SERVER=https://127.0.0.1:8443 npm run dev
const server = process.env.RUNSEAL_SERVER || 'http://127.0.0.1:8790';

export default defineConfig({
  plugins: [react()],
  resolve: {alias: {'@': fileURLToPath(new URL('./src', import.meta.url))}},
  server: {host: '127.0.0.1', port: 5173, proxy: {'/api': {target: server, secure: false, changeOrigin: true}}},
  preview: {host: '127.0.0.1', port: 5174, proxy: {'/api': {target: server, secure: false, changeOrigin: true}}},
  build: {
    target: 'es2022',
    outDir: process.env.RUNSEAL_WEB_OUT || 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0, // the content security policy allows no data: scripts or fonts
    modulePreload: {polyfill: false},
    chunkSizeWarningLimit: 600,
    rollupOptions: {
      output: {
        manualChunks: (id) => {
          if (/node_modules\/(react|react-dom|scheduler|wouter|@tanstack|i18next|react-i18next)\//.test(id)) return 'base';
          if (/node_modules\/(@mantine|@floating-ui)\//.test(id)) return 'mantine';
          return undefined;
        },
      },
    },
  },
});
