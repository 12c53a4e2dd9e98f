// The roots that phones and computers of today bring along, so that a tenant can be told whether a
// phone would call its profiles "Verified". A list of names would not do: anybody can make a root of
// any name. Rule: the first 48 bits of each certificate's SHA-256; whoever made a second certificate
// with the same ones would silence a warning to themselves and nothing more. Origin: the CA list of
// Mozilla as Debian's package ca-certificates has it (version 20230311).

const PREFIX_LENGTH = 12;

const PUBLIC_ROOTS = `
018e13f07725 02ed0eb28c14 0376ab1d54c5 04048028bf1f 0753e940378c 08170d1aa364 0a81ec5a9297
0c2cd63df780 125609aa301d 1465fa205397 16af57a9f676 1793927a0614 179fbc148a3d 18ce6cfe7bf1
18f1fc7f205d 1ba5b2aa8c65 22a2c1f7bded 242b69742fcb 24a55c2ab051 2530cc8e9832 2cabeafe37d0
2ce1cb0bf9d2 2e44102ab58c 2e7bf16cc224 30d0895a9a44 30fbba2c3223 31ad6648f810 3417bb06cc60
349dfa4058c5 34d8a73ee208 358df39d764a 371a00dc0533 3c5f81fea5fa 3e9099b5015e 3f99cc474acf
40f6af0346a9 4200f5043ac8 4348a0e9444c 43df5774b03e 44b545aa8a25 45140b3247eb 46edc3689046
49e7a442acf0 4fa3126d8d3a 4ff460d54b9c 513b2cecb810 52f0e1c4e58e 552f7bdcf1a7 554153b13d2c
55903859c8c0 55926084ec96 568d6905a2c8 57de0583efd2 59769007f768 5a2fc03f0c83 5a885db19c01
5c58468d55f5 5cc3d78e4e1d 5d56499be4d2 62dd0be9b9f5 657cfe2fa73f 69729b8e15a8 6b3280856253
6b9c08e86eb0 6c61dac3a2de 6dc47172e01c 70a73f7f376b 73c176434f1b 7431e5f4c3c1 77b82cd8644c
7bb647a62aee 7d05ebb68233 7e37cb8b4c47 8560f91c3624 85666a562ee0 85a0dd7dd720 86a1ecba089c
873f4685fa7f 88ef81de202e 88f438dcf8ff 8a71de655933 8a866fd1b276 8d25cd97229d 8ecde6884f3d
8fe4fb0af93a 91e2f5788d58 945bbc825ea5 96bcec062649 97552015f5dd 9a114025197c 9a296a5182d1
9a6ec012e1a7 9bea11c976fe a040929a02ce a1339d33281a b085d70b964f b0bfd52bb0d7 b4585f22e4ac
b676f2eddae8 bc4d809b1518 bd71fdf6da97 be6c4da2bbb9 beb00b30839b bf0feefb9e3a bfd88fe1101c
bfff8fd04433 c0a6f4dc63a2 c3846bf24b9e c741f70f4b2a c90f26f0fb1b cb3ccbb76031 cbb522d7b7f1
cbb9c44d84b8 cecddc905099 d40e9c86cd8f d43af9b35473 d48d3d23eedb d7a7a0fb5d7e d947432abde7
d95d0e8eda79 db3517d1f673 dd6936fe21f8 e23d4a036d7b e35d28419ed0 e3b6a2db2ed7 e59aaa816009
e74fbda55bd5 e75e72ed9f56 e793c9b02fd8 eaa962c4fa4a ebc5570c2901 ebd41040e4bb edf7ebbca27a
eec5496b988c ef66b0b10a3c f015ce3cc239 f1c1b50ae5a2 f356bea244b7 f9e67d336c51 fb8fec759169
fd73dad31c64 fe7696573855
`;

const known: ReadonlySet<string> = new Set(PUBLIC_ROOTS.trim().split(/\s+/));

/** True for a root that is on the list. `fingerprint` is its SHA-256 in lower-case hex. */
export function isPublicRoot(fingerprint: string): boolean {
  return known.has(fingerprint.slice(0, PREFIX_LENGTH));
}
