/** Counts what vitest reported: of one part by its name, or of `--all` that ran, in the one line that ends everything. */
import { readFileSync } from 'node:fs';

const [name, ...files] = process.argv.slice(2);
let [passed, failed, skipped] = [0, 0, 0];
for (const file of files) {
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    failed += 1; // it did not even come to a report
    continue;
  }
  passed += report.numPassedTests;
  skipped += report.numPendingTests + report.numTodoTests;
  // a file that could not be read, or whose clean-up failed, fails without a failed test
  const unseen = report.testResults.filter(
    (one) => one.status === 'failed' && one.assertionResults.every(({ status }) => status !== 'failed'),
  );
  failed += report.numFailedTests + unseen.length;
}
if (name === '--all') console.log(`${passed} passed, ${failed} failed`);
else console.log(`== ${name}: ${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = passed > 0 && failed + skipped === 0 ? 0 : 1;
