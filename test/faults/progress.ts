/** How far a long run has come: a bar on a terminal, a line now and then elsewhere. */
import type { WriteStream } from 'node:tty';

const barChars = 40;
/** Where nobody looks on, one line for each tenth. */
const linesPerRun = 10;

export const createProgress = (
  out: Pick<WriteStream, 'write' | 'isTTY'>,
  whole: number,
  unit: string,
): { readonly done: (count: number) => void; readonly end: () => void } => {
  const started = performance.now();
  let lines = 0;
  const words = (count: number) =>
    `${count} of ${whole} ${unit}, ${Math.round((performance.now() - started) / 1000)} s`;
  return {
    done: (count) => {
      const part = Math.min(1, count / whole);
      if (out.isTTY) {
        const full = Math.round(part * barChars);
        out.write(`\r  ${'█'.repeat(full)}${'░'.repeat(barChars - full)} ${words(count)}`);
      } else if (Math.floor(part * linesPerRun) > lines) {
        lines = Math.floor(part * linesPerRun);
        out.write(`  ${words(count)}\n`);
      }
    },
    end: () => {
      if (out.isTTY) out.write('\r\u001b[K');
    },
  };
};
