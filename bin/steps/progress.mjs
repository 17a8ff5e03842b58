/** Progress on stderr only: stdout belongs to the command's own answer (`--json`). */
const QUIET_TERMINAL_INTERVAL_MS = 15_000;

export function say(text) {
  process.stderr.write(`${text}\n`);
}

const seconds = (since) => Math.round((Date.now() - since) / 1000);

/**
 * Runs `work` under a bilingual title. A terminal sees one line that counts the seconds; a log file sees a line every
 * 15 s. `measure`, when given, returns a short text such as "412/866".
 */
export async function step(title, work, measure = () => '') {
  const started = Date.now();
  const terminal = process.stderr.isTTY;
  const line = () => `  ${title} … ${[measure(), `${seconds(started)} s`].filter(Boolean).join(' · ')}`;
  if (!terminal) say(`  ${title} …`);
  const timer = setInterval(
    () => (terminal ? process.stderr.write(`\r\x1b[2K${line()}`) : say(line())),
    terminal ? 1000 : QUIET_TERMINAL_INTERVAL_MS,
  );
  try {
    const result = await work();
    if (terminal) process.stderr.write('\r\x1b[2K');
    say(`  ${title} ✔ ${seconds(started)} s`);
    return result;
  } catch (error) {
    if (terminal) process.stderr.write('\r\x1b[2K');
    say(`  ${title} ✘ ${seconds(started)} s`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}
