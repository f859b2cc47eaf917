/** User agents of real browsers, with how often each is seen. */
const ANDROID = 'Mozilla/5.0 (Linux; Android'
const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)'
const SAFARI = 'AppleWebKit/605.1.15 (KHTML, like Gecko)'

export const USER_AGENTS: readonly (readonly [agent: string, weight: number])[] = [
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/131.0.0.0 Safari/537.36`, 120],
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0`,
    40,
  ],
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/130.0.0.0 Safari/537.36 OPR/115.0.0.0`,
    12,
  ],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0', 25],
  ['Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0', 6],
  [`Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} Chrome/131.0.0.0 Safari/537.36`, 10],
  [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${SAFARI} Version/18.1 Safari/605.1.15`, 35],
  [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${WEBKIT} Chrome/131.0.0.0 Safari/537.36`, 30],
  [
    `Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) ${SAFARI} Version/18.1 Mobile/15E148 Safari/604.1`,
    110,
  ],
  [
    `Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) ${SAFARI} Version/17.6 Mobile/15E148 Safari/604.1`,
    60,
  ],
  [
    `Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) ${SAFARI} CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1`,
    20,
  ],
  [
    `Mozilla/5.0 (iPad; CPU OS 17_6 like Mac OS X) ${SAFARI} Version/17.6 Mobile/15E148 Safari/604.1`,
    14,
  ],
  [`${ANDROID} 10; K) ${WEBKIT} Chrome/131.0.0.0 Mobile Safari/537.36`, 150],
  [`${ANDROID} 14; SM-S918B) ${WEBKIT} Chrome/130.0.0.0 Mobile Safari/537.36`, 45],
  [`${ANDROID} 14; SM-A546B) ${WEBKIT} Chrome/130.0.0.0 Mobile Safari/537.36`, 50],
  [`${ANDROID} 13; SM-A135F) ${WEBKIT} Chrome/129.0.0.0 Mobile Safari/537.36`, 40],
  [`${ANDROID} 14; Pixel 8 Pro) ${WEBKIT} Chrome/131.0.0.0 Mobile Safari/537.36`, 20],
  [`${ANDROID} 13; 2201117TY) ${WEBKIT} Chrome/129.0.0.0 Mobile Safari/537.36`, 30],
  [`${ANDROID} 12; Redmi Note 11) ${WEBKIT} Chrome/128.0.0.0 Mobile Safari/537.36`, 38],
  [
    `${ANDROID} 13; SAMSUNG SM-G991B) ${WEBKIT} SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36`,
    34,
  ],
  [`${ANDROID} 12; SM-T500) ${WEBKIT} Chrome/128.0.0.0 Safari/537.36`, 10],
  [`${ANDROID} 11; moto g power) ${WEBKIT} Chrome/127.0.0.0 Mobile Safari/537.36`, 12],
  ['Mozilla/5.0 (Android 14; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0', 8],
  [
    `Mozilla/5.0 (Linux; Tizen 7.0; SMART-TV) ${WEBKIT} SamsungBrowser/4.0 Chrome/94.0 TV Safari/537.36`,
    3,
  ],
  ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 6],
  ['facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)', 5],
]
