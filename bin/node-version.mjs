/**
 * Stops on a Node that cannot run Henjian, before anything else is parsed. Imported first by every command, and
 * written in old syntax on purpose: it must load on the very versions it refuses.
 */
import { readFileSync } from 'fs';

/** True when `version` ("20.19.0") satisfies a range of carets joined by `||` ("^20.19 || ^22.13"). */
export function satisfies(version, range) {
  const own = version.replace(/^v/, '').split('.').map(Number);
  return range.split('||').some(function (part) {
    const least = part.trim().replace('^', '').split('.').map(Number);
    const minor = least[1] || 0;
    const patch = least[2] || 0;
    return own[0] === least[0] && (own[1] > minor || (own[1] === minor && own[2] >= patch));
  });
}

const range = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).engines.node;
if (!satisfies(process.versions.node, range)) {
  process.stderr.write(
    '痕鉴需要 Node ' +
      range +
      '，当前是 ' +
      process.version +
      '（' +
      process.execPath +
      '）。\n' +
      '请安装 Node 22 长期支持版：https://nodejs.org/zh-cn/download （内网可用单位的软件源或 nvm）。\n' +
      'Henjian needs Node ' +
      range +
      '; this is ' +
      process.version +
      ' (' +
      process.execPath +
      ').\n' +
      'Install Node 22 LTS from https://nodejs.org/en/download, or run: nvm install 22\n',
  );
  process.exit(1);
}
