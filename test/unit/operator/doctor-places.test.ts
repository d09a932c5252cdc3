/** Where SQLite's file may be, and certificates that end: what is said of each. */
import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { expiryFindings } from '../../../src/operator/doctor/check-certificates.ts';
import { placeFindings } from '../../../src/operator/doctor/check-database-file.ts';
import { envFileFindings } from '../../../src/operator/doctor/check-settings.ts';
import { fileSystemKind } from '../../../src/store/engine/file-system.ts';
import { ownCertificate } from '../../support/tls-front.ts';

const mib = 1024 * 1024;
const on = (type: number, freeBytes = 10_000 * mib) => placeFindings({ ...fileSystemKind(type), freeBytes });

describe('file systems, by the number that statfs says', () => {
  test.each([
    ['ext4', 0xef53, 'good', 'on a disk'],
    ['XFS', 0x5846_5342, 'good', 'on a disk'],
    ['Btrfs', 0x9123_683e, 'good', 'on a disk'],
    ['NFS', 0x6969, 'failure', 'the database is on NFS'],
    ['SMB', 0x517b, 'failure', 'on SMB'],
    ['SMB 2', 0xfe53_4d42, 'failure', 'on SMB'],
    ['CIFS, as a negative number', 0xff53_4d42 | 0, 'failure', 'on SMB'],
    ['9p', 0x0102_1997, 'failure', 'on 9p'],
    ['FUSE', 0x6573_5546, 'warning', 'FUSE'],
    ['overlayfs', 0x794c_7630, 'warning', 'inside the container, and gone with it'],
    ['tmpfs', 0x0102_1994, 'warning', 'in memory'],
  ])('%s', (_, type, level, says) => {
    expect(on(type)[0]).toMatchObject({ level, says: expect.stringContaining(says) });
  });
});

test.each([
  [10_000, 'good'],
  [512, 'good'],
  [511, 'warning'],
  [64, 'warning'],
  [63, 'failure'],
  [0, 'failure'],
])('%i MiB free: %s', (free, level) => {
  expect(on(0xef53, free * mib)[1]).toMatchObject({
    level,
    says: expect.stringContaining(`${free} MiB are free`),
  });
});

test.each([
  [null, undefined],
  [0o100600, 'good'],
  [0o100640, 'warning'],
  [0o100604, 'warning'],
])('.env with the mode %o', (mode, level) => {
  expect(envFileFindings(mode)[0]?.level).toBe(level);
});

test('certificates: three weeks ahead a warning, and after their end another', () => {
  const { cert } = ownCertificate(100);
  const certificate = new X509Certificate(cert);
  const end = certificate.validToDate.getTime();
  const dayMs = 86_400_000;
  const said = (daysBefore: number) =>
    expiryFindings([certificate], 'cacert of acme', end - daysBefore * dayMs);
  expect(said(21)).toEqual([]);
  expect(said(20.9)).toEqual([
    {
      level: 'warning',
      says: expect.stringMatching(/^cacert of acme \(CN=cloud\.example\) expires on \d{4}-\d\d-\d\d$/),
      next: 'Renew it within 20 days.',
    },
  ]);
  expect(said(-0.1)).toMatchObject([
    { level: 'warning', says: expect.stringContaining('expired on'), next: 'Renew it.' },
  ]);
});
