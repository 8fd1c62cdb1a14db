import { enableCompileCache } from 'node:module';

// Loading code is most of a cold start: compiled once, it is kept for the next one in the system's
// temporary folder, or where NODE_COMPILE_CACHE says.
enableCompileCache();
void import('./start');
