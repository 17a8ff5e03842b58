/** Installs exactly what package-lock.json says, once. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, delimiter, join } from 'node:path';
import { fingerprint } from './fingerprint.mjs';
import { cache, inRoot } from './places.mjs';
import { say, step } from './progress.mjs';
import { capture, Explained, lastLines } from './run.mjs';

const STAMP = inRoot('node_modules', '.henjian-installed');
const NATIVE = inRoot('node_modules', 'better-sqlite3', 'build', 'Release', 'better_sqlite3.node');
const LOG = join(cache, 'install.log');

/** Compiled packages belong to one Node ABI and one platform, so both are part of what is "installed". */
const wanted = () =>
  `${fingerprint(['package-lock.json'])} ${process.platform}-${process.arch} abi${process.versions.modules}`;

const packagesOf = (path) => Object.entries(JSON.parse(readFileSync(path, 'utf8')).packages).filter(([name]) => name);

export function installed() {
  return existsSync(NATIVE) && readStamp() === wanted();
}

function readStamp() {
  return existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : '';
}

/**
 * True when somebody's own `npm install` already put the lockfile's versions in place (npm keeps a list of what it
 * installed). Packages for other platforms are optional and may be absent.
 */
function alreadyInPlace() {
  const list = inRoot('node_modules', '.package-lock.json');
  if (!existsSync(list) || !existsSync(NATIVE)) return false;
  const abi = /abi(\d+)$/.exec(readStamp());
  if (abi && abi[1] !== process.versions.modules) return false;
  const present = new Map(packagesOf(list));
  return packagesOf(inRoot('package-lock.json')).every(([name, entry]) => {
    const found = present.get(name);
    return found ? found.version === entry.version : entry.optional === true;
  });
}

/** Headers beside this Node spare node-gyp a download that a closed network refuses. */
function withHeaders(env) {
  const prefix = dirname(dirname(process.execPath));
  const here = existsSync(join(prefix, 'include', 'node', 'node.h'));
  return here && !env.npm_config_nodedir ? { ...env, npm_config_nodedir: prefix } : env;
}

/** npm itself, as [command, ...first arguments]: the npm that started us when there is one. */
export function npmCommand() {
  const path = process.env.npm_execpath;
  return path && /npm-cli\.[cm]?js$/.test(path) ? [process.execPath, path] : ['npm'];
}

export const onPath = (name) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));

export async function install() {
  if (alreadyInPlace()) {
    writeFileSync(STAMP, wanted());
    return;
  }
  say(
    '首次安装依赖，约需 1–4 分钟，不会改动本目录以外的任何东西 · Installing packages, 1-4 minutes, inside this folder only',
  );
  const names = packagesOf(inRoot('package-lock.json'))
    .filter(([, entry]) => !entry.optional)
    .map(([name]) => name);
  const inPlace = () => `${names.filter((name) => existsSync(inRoot(name, 'package.json'))).length}/${names.length}`;
  const [command, ...first] = npmCommand();
  const args = [...first, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=warn'];
  await step(
    '安装依赖 · Installing packages',
    async () => {
      const { code, output } = await capture(command, args, { env: withHeaders(process.env), log: LOG });
      if (code !== 0) throw new Explained(explain(output));
      if (!existsSync(NATIVE)) throw new Explained(explain('gyp ERR! better_sqlite3.node was not built'));
    },
    inPlace,
  );
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, wanted());
}

/** What to do about a failed `npm ci`, most specific reason first. */
function explain(output) {
  const tail = `${lastLines(output, 15)}\n\n完整日志 · full log: .cache/install.log\n`;
  const advice = (zh, en) => `${tail}\n${zh}\n${en}`;
  if (/gyp ERR!|prebuild-install/.test(output)) {
    const missing = ['python3', 'make', 'g++'].filter((tool) => !onPath(tool));
    if (missing.length > 0) {
      return advice(
        `better-sqlite3 没有可下载的预编译文件，需要在本机编译，但缺少：${missing.join('、')}。` +
          '请先安装再重试：Debian/Ubuntu/UOS `sudo apt-get install -y python3 make g++`；' +
          'openEuler/麒麟/CentOS `sudo dnf install -y python3 make gcc-c++`；macOS `xcode-select --install`。',
        `better-sqlite3 has no prebuilt binary to fetch here and must be compiled, but ${missing.join(', ')} is missing. ` +
          'Install it and try again: Debian/Ubuntu `sudo apt-get install -y python3 make g++`; ' +
          'Fedora/openEuler `sudo dnf install -y python3 make gcc-c++`; macOS `xcode-select --install`.',
      );
    }
    return advice(
      '编译 better-sqlite3 失败。若上面提到无法下载 node headers，请设置 npm_config_nodedir 指向 Node 的安装目录后重试。',
      'Compiling better-sqlite3 failed. If node headers could not be fetched, set npm_config_nodedir to the folder Node is installed in and try again.',
    );
  }
  if (/ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ERR_SOCKET|network/i.test(output)) {
    return advice(
      '连不上 npm 软件源。可换用单位镜像或国内镜像后重试：npm config set registry https://registry.npmmirror.com',
      'The npm registry cannot be reached. Check the network or proxy (npm config set proxy ...), or choose a mirror (npm config set registry URL), then try again.',
    );
  }
  if (/ENOSPC/.test(output)) {
    return advice('磁盘已满：安装约需 1.5 GB。', 'The disk is full: the installation needs about 1.5 GB.');
  }
  if (/EACCES|EPERM/.test(output)) {
    return advice('没有写入本目录的权限。', 'This folder cannot be written to by the current user.');
  }
  return advice(
    '安装失败。请按上面的信息处理后重试；多数情况下删除 node_modules 再运行一次即可。',
    'The installation failed. Act on the message above and try again; deleting node_modules first often helps.',
  );
}
