/**
 * Every sentence a reader sees lies in web/words, in two languages. This finds Chinese characters written into pages
 * and scripts instead; comments may hold them.
 */
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { filesBelow } from '../steps/fingerprint.mjs';
import { inRoot } from '../steps/places.mjs';

const HAN = /\p{Script=Han}/u;

/** Lines of TypeScript where a token (not a comment) holds a Chinese character. */
function inScript(text, firstLine) {
  const found = [];
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard, text);
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    const comment = kind === ts.SyntaxKind.SingleLineCommentTrivia || kind === ts.SyntaxKind.MultiLineCommentTrivia;
    if (!comment && HAN.test(scanner.getTokenText())) found.push(firstLine + lineAt(text, scanner.getTokenStart()));
  }
  return found;
}

const lineAt = (text, position) => text.slice(0, position).split('\n').length;
const blank = (comment) => comment.replace(/[^\n]/g, ' ');

/** Lines of a file (1 = first) with Chinese outside comments. */
export function chineseIn(name, text) {
  if (!name.endsWith('.vue')) return inScript(text, 0);
  const found = [];
  const markup = text.replace(/(<script[^>]*>)([\s\S]*?)(?=<\/script>)/g, (_all, open, script, offset) => {
    found.push(...inScript(script, lineAt(text, offset + open.length) - 1));
    return open + blank(script);
  });
  const visible = markup.replace(/<!--[\s\S]*?-->|\/\*[\s\S]*?\*\//g, blank);
  visible.split('\n').forEach((line, index) => HAN.test(line) && found.push(index + 1));
  return found.sort((a, b) => a - b);
}

export function chineseInWeb() {
  return filesBelow('web')
    .filter((file) => /\.(ts|vue)$/.test(file) && !file.startsWith('web/words/'))
    .flatMap((file) => chineseIn(file, readFileSync(inRoot(file), 'utf8')).map((line) => `${file}:${line}`))
    .map((place) => `${place} holds Chinese text; move it to web/words`);
}
