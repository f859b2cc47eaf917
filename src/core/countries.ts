/**
 * Countries of ISO 3166-1 with their English names and the continent that geo databases put them
 * on (GeoNames), and `XK`, which geo databases use for Kosovo.
 */
import { CONTINENT_CODES } from './words/closed-lists.ts'
import { valueWord } from './words/values.ts'

export interface Country {
  /** Alpha-2, upper case. */
  readonly code: string
  readonly name: string
  /** AF AN AS EU NA OC SA. */
  readonly continent: string
}

export const CONTINENTS: ReadonlyMap<string, string> = new Map(
  CONTINENT_CODES.map((code) => [code, valueWord('en', 'geoContinent', code) ?? code]),
)

const BY_CONTINENT = {
  AF: `AO Angola; BF Burkina Faso; BI Burundi; BJ Benin; BW Botswana; CD DR Congo;
    CF Central African Republic; CG Congo; CI Côte d’Ivoire; CM Cameroon; CV Cape Verde;
    DJ Djibouti; DZ Algeria; EG Egypt; EH Western Sahara; ER Eritrea; ET Ethiopia; GA Gabon;
    GH Ghana; GM Gambia; GN Guinea; GQ Equatorial Guinea; GW Guinea-Bissau; KE Kenya; KM Comoros;
    LR Liberia; LS Lesotho; LY Libya; MA Morocco; MG Madagascar; ML Mali; MR Mauritania;
    MU Mauritius; MW Malawi; MZ Mozambique; NA Namibia; NE Niger; NG Nigeria; RE Réunion;
    RW Rwanda; SC Seychelles; SD Sudan; SH St. Helena; SL Sierra Leone; SN Senegal; SO Somalia;
    SS South Sudan; ST São Tomé & Príncipe; SZ Eswatini; TD Chad; TG Togo; TN Tunisia; TZ Tanzania;
    UG Uganda; YT Mayotte; ZA South Africa; ZM Zambia; ZW Zimbabwe`,
  AN: `AQ Antarctica; BV Bouvet Island; GS South Georgia & South Sandwich Islands;
    HM Heard & McDonald Islands; TF French Southern Territories`,
  AS: `AE United Arab Emirates; AF Afghanistan; AM Armenia; AZ Azerbaijan; BD Bangladesh; BH Bahrain;
    BN Brunei; BT Bhutan; CC Cocos (Keeling) Islands; CN China; GE Georgia; HK Hong Kong;
    ID Indonesia; IL Israel; IN India; IO British Indian Ocean Territory; IQ Iraq; IR Iran;
    JO Jordan; JP Japan; KG Kyrgyzstan; KH Cambodia; KP North Korea; KR South Korea; KW Kuwait;
    KZ Kazakhstan; LA Laos; LB Lebanon; LK Sri Lanka; MM Myanmar; MN Mongolia; MO Macao;
    MV Maldives; MY Malaysia; NP Nepal; OM Oman; PH Philippines; PK Pakistan; PS Palestine;
    QA Qatar; SA Saudi Arabia; SG Singapore; SY Syria; TH Thailand; TJ Tajikistan; TM Turkmenistan;
    TR Türkiye; TW Taiwan; UZ Uzbekistan; VN Vietnam; YE Yemen`,
  EU: `AD Andorra; AL Albania; AT Austria; AX Åland Islands; BA Bosnia & Herzegovina; BE Belgium;
    BG Bulgaria; BY Belarus; CH Switzerland; CY Cyprus; CZ Czechia; DE Germany; DK Denmark;
    EE Estonia; ES Spain; FI Finland; FO Faroe Islands; FR France; GB United Kingdom; GG Guernsey;
    GI Gibraltar; GR Greece; HR Croatia; HU Hungary; IE Ireland; IM Isle of Man; IS Iceland;
    IT Italy; JE Jersey; LI Liechtenstein; LT Lithuania; LU Luxembourg; LV Latvia; MC Monaco;
    MD Moldova; ME Montenegro; MK North Macedonia; MT Malta; NL Netherlands; NO Norway; PL Poland;
    PT Portugal; RO Romania; RS Serbia; RU Russia; SE Sweden; SI Slovenia;
    SJ Svalbard & Jan Mayen; SK Slovakia; SM San Marino; UA Ukraine; VA Vatican City; XK Kosovo`,
  NA: `AG Antigua & Barbuda; AI Anguilla; AW Aruba; BB Barbados; BL St. Barthélemy; BM Bermuda;
    BQ Caribbean Netherlands; BS Bahamas; BZ Belize; CA Canada; CR Costa Rica; CU Cuba; CW Curaçao;
    DM Dominica; DO Dominican Republic; GD Grenada; GL Greenland; GP Guadeloupe; GT Guatemala;
    HN Honduras; HT Haiti; JM Jamaica; KN St. Kitts & Nevis; KY Cayman Islands; LC St. Lucia;
    MF St. Martin; MQ Martinique; MS Montserrat; MX Mexico; NI Nicaragua; PA Panama;
    PM St. Pierre & Miquelon; PR Puerto Rico; SV El Salvador; SX Sint Maarten;
    TC Turks & Caicos Islands; TT Trinidad & Tobago; US United States;
    VC St. Vincent & Grenadines; VG British Virgin Islands; VI U.S. Virgin Islands`,
  OC: `AS American Samoa; AU Australia; CK Cook Islands; CX Christmas Island; FJ Fiji; FM Micronesia;
    GU Guam; KI Kiribati; MH Marshall Islands; MP Northern Mariana Islands; NC New Caledonia;
    NF Norfolk Island; NR Nauru; NU Niue; NZ New Zealand; PF French Polynesia;
    PG Papua New Guinea; PN Pitcairn Islands; PW Palau; SB Solomon Islands; TK Tokelau;
    TL Timor-Leste; TO Tonga; TV Tuvalu; UM U.S. Outlying Islands; VU Vanuatu;
    WF Wallis & Futuna; WS Samoa`,
  SA: `AR Argentina; BO Bolivia; BR Brazil; CL Chile; CO Colombia; EC Ecuador; FK Falkland Islands;
    GF French Guiana; GY Guyana; PE Peru; PY Paraguay; SR Suriname; UY Uruguay; VE Venezuela`,
}

/** By code, in the order of the codes. */
export const COUNTRIES: ReadonlyMap<string, Country> = new Map(
  Object.entries(BY_CONTINENT)
    .flatMap(([continent, list]) => list.split(';').map((entry) => readCountry(entry, continent)))
    .toSorted((a, b) => (a.code < b.code ? -1 : 1))
    .map((country) => [country.code, country]),
)

/** The English name; `''` for a code that is not in the list. */
export function countryName(code: string): string {
  return COUNTRIES.get(code)?.name ?? ''
}

/** Names that others have for countries, letters as in `nameWord`. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['turkey', 'TR'],
  ['czech republic', 'CZ'],
  ['ivory coast', 'CI'],
  ['russian federation', 'RU'],
  ['korea', 'KR'],
  ['republic of korea', 'KR'],
  ['viet nam', 'VN'],
  ['macedonia', 'MK'],
  ['moldova, republic of', 'MD'],
  ['republic of moldova', 'MD'],
  ['iran, islamic republic of', 'IR'],
  ['united states of america', 'US'],
  ['usa', 'US'],
  ['uk', 'GB'],
  ['great britain', 'GB'],
  ['uae', 'AE'],
])
const BY_NAME: ReadonlyMap<string, string> = new Map([
  ...OTHER_NAMES,
  ...[...COUNTRIES.values()].map(({ code, name }) => [nameWord(name), code] as const),
])

/** The code for a code in any case or an English name; the text itself if it is neither. */
export function countryNamed(text: string): string {
  const code = text.trim().toUpperCase()
  return COUNTRIES.has(code) ? code : (BY_NAME.get(nameWord(text)) ?? text)
}

/** Names without case, accents and the difference of `&` and `and`. */
function nameWord(name: string): string {
  const plain = name.normalize('NFD').replaceAll(/\p{M}/gu, '')
  return plain.trim().toLowerCase().replaceAll('’', "'").replaceAll(' & ', ' and ')
}

/** The continent's code; `''` for a code that is not in the list. */
export function continentOf(code: string): string {
  return COUNTRIES.get(code)?.continent ?? ''
}

function readCountry(entry: string, continent: string): Country {
  const text = entry.trim()
  return { code: text.slice(0, 2), name: text.slice(3), continent }
}
