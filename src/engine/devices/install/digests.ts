/** Checksums that whoever publishes a file tells. They find what was damaged or cut off on the way, and a server that gives one file for another. */

export interface Digest {
  readonly algorithm: 'sha512' | 'md5';
  readonly base64: string;
}

/**
 * What NuGet publishes of a package: its registration leaf names the catalog's, which holds `packageHash`
 * (https://learn.microsoft.com/nuget/api/catalog-resource). Null where it cannot be had.
 */
export async function nugetDigest(name: string, version: string, get: typeof fetch): Promise<Digest | null> {
  try {
    const read = async (url: string): Promise<Readonly<Record<string, unknown>>> => (await (await get(url, { signal: AbortSignal.timeout(20_000) })).json()) as Readonly<Record<string, unknown>>;
    const { catalogEntry } = await read(`https://api.nuget.org/v3/registration5-semver1/${name}/${version}.json`);
    if (typeof catalogEntry !== 'string' || !catalogEntry.startsWith('https://api.nuget.org/')) return null;
    const { packageHash, packageHashAlgorithm } = await read(catalogEntry);
    return packageHashAlgorithm === 'SHA512' && typeof packageHash === 'string' ? { algorithm: 'sha512', base64: packageHash } : null;
  } catch {
    return null;
  }
}

/**
 * What an answer tells of the file: Google Cloud Storage has `x-goog-hash: crc32c=…,md5=…` (https://cloud.google.com/storage/docs/xml-api/reference-headers).
 * It is the stored file's, so that of one that is encoded for the way says nothing of what arrives.
 */
export function digestIn(headers: Headers): Digest | null {
  if (isEncoded(headers)) return null;
  const base64 = /\bmd5=([A-Za-z0-9+/]+=*)/.exec(headers.get('x-goog-hash') ?? '')?.[1];
  return base64 === undefined ? null : { algorithm: 'md5', base64 };
}

/** Whether what arrives is unpacked on the way, so that lengths in the headers are of something else. */
export const isEncoded = (headers: Headers): boolean => !/^(identity)?$/i.test(headers.get('content-encoding') ?? '');
