import type { Served } from './serve.mjs';

export interface DemoAccount {
  name: string;
  role: string;
  password: string;
}
export interface ApiSession {
  cookie: string;
  csrf: string;
}
export function demoAccount(data: string, role: string): DemoAccount | undefined;
export function signIn(url: string, data: string, role: string): Promise<ApiSession>;
export function untilComputed(server: Served, data: string): Promise<ApiSession>;
