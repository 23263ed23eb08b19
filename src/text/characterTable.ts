// Written by `npm run characters`: what text is cut by must not depend on the engine that runs it.

/** The version of Unicode that the table is of. */
export const UNICODE_VERSION = '17.0';

// Code points in hexadecimal, a-b for all from a to b.

/** White_Space. */
export const SPACES = '9-d 20 85 a0 1680 2000-200a 2028-2029 202f 205f 3000';

/** Opening brackets and quotation marks, and signs of currencies: Ps, Pi, Sc. */
export const OPENING: string =
  '24 28 5b 7b a2-a5 ab 58f 60b 7fe-7ff 9f2-9f3 9fb af1 bf9 e3f f3a f3c 169b 17db 2018 ' +
  '201a-201c 201e-201f 2039 2045 207d 208d 20a0-20c1 2308 230a 2329 2768 276a 276c 276e ' +
  '2770 2772 2774 27c5 27e6 27e8 27ea 27ec 27ee 2983 2985 2987 2989 298b 298d 298f 2991 ' +
  '2993 2995 2997 29d8 29da 29fc 2e02 2e04 2e09 2e0c 2e1c 2e20 2e22 2e24 2e26 2e28 2e42 ' +
  '2e55 2e57 2e59 2e5b 3008 300a 300c 300e 3010 3014 3016 3018 301a 301d a838 fd3f fdfc ' +
  'fe17 fe35 fe37 fe39 fe3b fe3d fe3f fe41 fe43 fe47 fe59 fe5b fe5d fe69 ff04 ff08 ff3b ' +
  'ff5b ff5f ff62 ffe0-ffe1 ffe5-ffe6 11fdd-11fe0 1e2ff 1ecb0';

/** Closing ones, and what ends a sentence or a part of it: Pe, Pf, Terminal_Punctuation. */
export const CLOSING: string =
  '21 29 2c 2e 3a-3b 3f 5d 7d bb 37e 387 589 5c3 60c 61b 61d-61f 6d4 700-70a 70c 7f8-7f9 ' +
  '830-835 837-83e 85e 964-965 e5a-e5b f08 f0d-f12 f3b f3d 104a-104b 1361-1368 166e 169c ' +
  '16eb-16ed 1735-1736 17d4-17d6 17da 1802-1805 1808-1809 1944-1945 1aa8-1aab 1b4e-1b4f ' +
  '1b5a-1b5b 1b5d-1b5f 1b7d-1b7f 1c3b-1c3f 1c7e-1c7f 2019 201d 2024 203a 203c-203d ' +
  '2046-2049 207e 208e 2309 230b 232a 2769 276b 276d 276f 2771 2773 2775 27c6 27e7 27e9 ' +
  '27eb 27ed 27ef 2984 2986 2988 298a 298c 298e 2990 2992 2994 2996 2998 29d9 29db 29fd ' +
  '2cf9-2cfb 2e03 2e05 2e0a 2e0d 2e1d 2e21 2e23 2e25 2e27 2e29 2e2e 2e3c 2e41 2e4c ' +
  '2e4e-2e4f 2e53-2e54 2e56 2e58 2e5a 2e5c 3001-3002 3009 300b 300d 300f 3011 3015 3017 ' +
  '3019 301b 301e-301f a4fe-a4ff a60d-a60f a6f3-a6f7 a876-a877 a8ce-a8cf a92f a9c7-a9c9 ' +
  'aa5d-aa5f aadf aaf0-aaf1 abeb fd3e fe12 fe15-fe16 fe18 fe36 fe38 fe3a fe3c fe3e fe40 ' +
  'fe42 fe44 fe48 fe50-fe52 fe54-fe57 fe5a fe5c fe5e ff01 ff09 ff0c ff0e ff1a-ff1b ff1f ' +
  'ff3d ff5d ff60-ff61 ff63-ff64 1039f 103d0 10857 1091f 10a56-10a57 10af0-10af5 ' +
  '10b3a-10b3f 10b99-10b9c 10f55-10f59 10f86-10f89 11047-1104d 110be-110c1 11141-11143 ' +
  '111c5-111c6 111cd 111de-111df 11238-1123c 112a9 113d4-113d5 1144b-1144d 1145a-1145b ' +
  '115c2-115c5 115c9-115d7 11641-11642 1173c-1173e 11944 11946 11a42-11a43 11a9b-11a9c ' +
  '11aa1-11aa2 11c41-11c43 11c71 11ef7-11ef8 11f43-11f44 12470-12474 16a6e-16a6f 16af5 ' +
  '16b37-16b39 16b44 16d6e-16d6f 16e97-16e98 1bc9f 1da87-1da8a';

/** All other punctuation, and the signs of mathematics: P, Sm. */
export const LOOSE: string =
  '22-23 25-27 2a-2b 2d 2f 3c-3e 40 5c 5f 7c 7e a1 a7 ac b1 b6-b7 bf d7 f7 3f6 55a-55f 58a ' +
  '5be 5c0 5c6 5f3-5f4 606-60a 60d 66a-66d 70b 70d 7f7 836 970 9fd a76 af0 c77 c84 df4 e4f ' +
  'f04-f07 f09-f0c f14 f85 fd0-fd4 fd9-fda 104c-104f 10fb 1360 1400 17d8-17d9 1800-1801 ' +
  '1806-1807 180a 1a1e-1a1f 1aa0-1aa6 1aac-1aad 1b5c 1b60 1bfc-1bff 1cc0-1cc7 1cd3 ' +
  '2010-2017 2020-2023 2025-2027 2030-2038 203b 203e-2044 204a-205e 207a-207c 208a-208c ' +
  '2118 2140-2144 214b 2190-2194 219a-219b 21a0 21a3 21a6 21ae 21ce-21cf 21d2 21d4 ' +
  '21f4-22ff 2320-2321 237c 239b-23b3 23dc-23e1 25b7 25c1 25f8-25ff 266f 27c0-27c4 ' +
  '27c7-27e5 27f0-27ff 2900-2982 2999-29d7 29dc-29fb 29fe-2aff 2b30-2b44 2b47-2b4c 2cfc ' +
  '2cfe-2cff 2d70 2e00-2e01 2e06-2e08 2e0b 2e0e-2e1b 2e1e-2e1f 2e2a-2e2d 2e30-2e3b ' +
  '2e3d-2e40 2e43-2e4b 2e4d 2e52 2e5d 3003 301c 3030 303d 30a0 30fb a673 a67e a6f2 ' +
  'a874-a875 a8f8-a8fa a8fc a92e a95f a9c1-a9c6 a9ca-a9cd a9de-a9df aa5c aade fb29 ' +
  'fe10-fe11 fe13-fe14 fe19 fe30-fe34 fe45-fe46 fe49-fe4f fe58 fe5f-fe66 fe68 fe6a-fe6b ' +
  'ff02-ff03 ff05-ff07 ff0a-ff0b ff0d ff0f ff1c-ff1e ff20 ff3c ff3f ff5c ff5e ff65 ffe2 ' +
  'ffe9-ffec 10100-10102 1056f 1093f 10a50-10a55 10a58 10a7f 10af6 10b39 10d6e 10d8e-10d8f ' +
  '10ead 10ed0 110bb-110bc 11140 11174-11175 111c7-111c8 111db 111dd 1123d 113d7-113d8 ' +
  '1144e-1144f 1145d 114c6 115c1 115c6-115c8 11643 11660-1166c 116b9 1183b 11945 119e2 ' +
  '11a3f-11a41 11a44-11a46 11a9a 11a9e-11aa0 11b00-11b09 11be1 11c44-11c45 11c70 ' +
  '11f45-11f4f 11fff 12ff1-12ff2 16b3a-16b3b 16d6d 16e99-16e9a 16fe2 1cef0 1d6c1 1d6db ' +
  '1d6fb 1d715 1d735 1d74f 1d76f 1d789 1d7a9 1d7c3 1da8b 1e5ff 1e95e-1e95f 1eef0-1eef1 ' +
  '1f8d0-1f8d8';

/**
 * Capital letters with one small letter, and how far away that is, in decimal: a-b+32, or a-b/2+1 where
 * only every second one of the stretch is a capital.
 */
export const CAPITALS: string =
  '41-5a+32 c0-d6+32 d8-de+32 100-12e/2+1 132-136/2+1 139-147/2+1 14a-176/2+1 178-121 ' +
  '179-17d/2+1 181+210 182-184/2+1 186+206 187+1 189-18a+205 18b+1 18e+79 18f+202 190+203 ' +
  '191+1 193+205 194+207 196+211 197+209 198+1 19c+211 19d+213 19f+214 1a0-1a4/2+1 1a6+218 ' +
  '1a7+1 1a9+218 1ac+1 1ae+218 1af+1 1b1-1b2+217 1b3-1b5/2+1 1b7+219 1b8+1 1bc+1 1c4+2 ' +
  '1c5+1 1c7+2 1c8+1 1ca+2 1cb-1db/2+1 1de-1ee/2+1 1f1+2 1f2-1f4/2+1 1f6-97 1f7-56 ' +
  '1f8-21e/2+1 220-130 222-232/2+1 23a+10795 23b+1 23d-163 23e+10792 241+1 243-195 244+69 ' +
  '245+71 246-24e/2+1 370-372/2+1 376+1 37f+116 386+38 388-38a+37 38c+64 38e-38f+63 ' +
  '391-3a1+32 3a3-3ab+32 3cf+8 3d8-3ee/2+1 3f4-60 3f7+1 3f9-7 3fa+1 3fd-3ff-130 400-40f+80 ' +
  '410-42f+32 460-480/2+1 48a-4be/2+1 4c0+15 4c1-4cd/2+1 4d0-52e/2+1 531-556+48 ' +
  '10a0-10c5+7264 10c7+7264 10cd+7264 13a0-13ef+38864 13f0-13f5+8 1c89+1 1c90-1cba-3008 ' +
  '1cbd-1cbf-3008 1e00-1e94/2+1 1e9e-7615 1ea0-1efe/2+1 1f08-1f0f-8 1f18-1f1d-8 1f28-1f2f-8 ' +
  '1f38-1f3f-8 1f48-1f4d-8 1f59-1f5f/2-8 1f68-1f6f-8 1f88-1f8f-8 1f98-1f9f-8 1fa8-1faf-8 ' +
  '1fb8-1fb9-8 1fba-1fbb-74 1fbc-9 1fc8-1fcb-86 1fcc-9 1fd8-1fd9-8 1fda-1fdb-100 ' +
  '1fe8-1fe9-8 1fea-1feb-112 1fec-7 1ff8-1ff9-128 1ffa-1ffb-126 1ffc-9 2126-7517 212a-8383 ' +
  '212b-8262 2132+28 2160-216f+16 2183+1 24b6-24cf+26 2c00-2c2f+48 2c60+1 2c62-10743 ' +
  '2c63-3814 2c64-10727 2c67-2c6b/2+1 2c6d-10780 2c6e-10749 2c6f-10783 2c70-10782 2c72+1 ' +
  '2c75+1 2c7e-2c7f-10815 2c80-2ce2/2+1 2ceb-2ced/2+1 2cf2+1 a640-a66c/2+1 a680-a69a/2+1 ' +
  'a722-a72e/2+1 a732-a76e/2+1 a779-a77b/2+1 a77d-35332 a77e-a786/2+1 a78b+1 a78d-42280 ' +
  'a790-a792/2+1 a796-a7a8/2+1 a7aa-42308 a7ab-42319 a7ac-42315 a7ad-42305 a7ae-42308 ' +
  'a7b0-42258 a7b1-42282 a7b2-42261 a7b3+928 a7b4-a7c2/2+1 a7c4-48 a7c5-42307 a7c6-35384 ' +
  'a7c7-a7c9/2+1 a7cb-42343 a7cc-a7da/2+1 a7dc-42561 a7f5+1 ff21-ff3a+32 10400-10427+40 ' +
  '104b0-104d3+40 10570-1057a+39 1057c-1058a+39 1058c-10592+39 10594-10595+39 ' +
  '10c80-10cb2+64 10d50-10d65+32 118a0-118bf+32 16e40-16e5f+32 16ea0-16eb8+27 ' +
  '1e900-1e921+34';

// Full case folding, where it does not give the small letter; as CaseFolding.txt has it (status C and F).

/** Code points that fold to one other, and how far away that is; 0 for capitals that stay. */
export const FOLDED: string =
  'b5+775 17f-268 345+116 3c2+1 3d0-30 3d1-25 3d5-15 3d6-22 3f0-54 3f1-48 3f5-64 ' +
  '13a0-13f5+0 13f8-13fd-8 1c80-6222 1c81-6221 1c82-6212 1c83-1c84-6210 1c85-6211 1c86-6204 ' +
  '1c87-6180 1c88+35267 1e9b-58 1fbe-7173 ab70-abbf-38864';

/** Code points that fold to several: df=73+73 for ß and ss. */
export const FOLDED_TO_SEVERAL: string =
  'df=73+73 130=69+307 149=2bc+6e 1f0=6a+30c 390=3b9+308+301 3b0=3c5+308+301 587=565+582 ' +
  '1e96=68+331 1e97=74+308 1e98=77+30a 1e99=79+30a 1e9a=61+2be 1e9e=73+73 1f50=3c5+313 ' +
  '1f52=3c5+313+300 1f54=3c5+313+301 1f56=3c5+313+342 1f80=1f00+3b9 1f81=1f01+3b9 ' +
  '1f82=1f02+3b9 1f83=1f03+3b9 1f84=1f04+3b9 1f85=1f05+3b9 1f86=1f06+3b9 1f87=1f07+3b9 ' +
  '1f88=1f00+3b9 1f89=1f01+3b9 1f8a=1f02+3b9 1f8b=1f03+3b9 1f8c=1f04+3b9 1f8d=1f05+3b9 ' +
  '1f8e=1f06+3b9 1f8f=1f07+3b9 1f90=1f20+3b9 1f91=1f21+3b9 1f92=1f22+3b9 1f93=1f23+3b9 ' +
  '1f94=1f24+3b9 1f95=1f25+3b9 1f96=1f26+3b9 1f97=1f27+3b9 1f98=1f20+3b9 1f99=1f21+3b9 ' +
  '1f9a=1f22+3b9 1f9b=1f23+3b9 1f9c=1f24+3b9 1f9d=1f25+3b9 1f9e=1f26+3b9 1f9f=1f27+3b9 ' +
  '1fa0=1f60+3b9 1fa1=1f61+3b9 1fa2=1f62+3b9 1fa3=1f63+3b9 1fa4=1f64+3b9 1fa5=1f65+3b9 ' +
  '1fa6=1f66+3b9 1fa7=1f67+3b9 1fa8=1f60+3b9 1fa9=1f61+3b9 1faa=1f62+3b9 1fab=1f63+3b9 ' +
  '1fac=1f64+3b9 1fad=1f65+3b9 1fae=1f66+3b9 1faf=1f67+3b9 1fb2=1f70+3b9 1fb3=3b1+3b9 ' +
  '1fb4=3ac+3b9 1fb6=3b1+342 1fb7=3b1+342+3b9 1fbc=3b1+3b9 1fc2=1f74+3b9 1fc3=3b7+3b9 ' +
  '1fc4=3ae+3b9 1fc6=3b7+342 1fc7=3b7+342+3b9 1fcc=3b7+3b9 1fd2=3b9+308+300 ' +
  '1fd3=3b9+308+301 1fd6=3b9+342 1fd7=3b9+308+342 1fe2=3c5+308+300 1fe3=3c5+308+301 ' +
  '1fe4=3c1+313 1fe6=3c5+342 1fe7=3c5+308+342 1ff2=1f7c+3b9 1ff3=3c9+3b9 1ff4=3ce+3b9 ' +
  '1ff6=3c9+342 1ff7=3c9+342+3b9 1ffc=3c9+3b9 fb00=66+66 fb01=66+69 fb02=66+6c ' +
  'fb03=66+66+69 fb04=66+66+6c fb05=73+74 fb06=73+74 fb13=574+576 fb14=574+565 fb15=574+56b ' +
  'fb16=57e+576 fb17=574+56d';
