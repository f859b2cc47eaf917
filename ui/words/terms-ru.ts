/** Russian words for what the server names in English: warnings, settings, verdicts. */
import { AUDIT_TERMS } from './audit-ru.ts'
import { FILTER_TERMS } from './filters-ru.ts'

const TERMS: Readonly<Record<string, string>> = {
  'cause.hygiene_unexpanded': 'Источник не знает такого макроса или он написан с ошибкой.',
  'cause.hygiene_empty': 'В ссылке у источника нет этого параметра или у источника нет значения.',
  'cause.hygiene_constant': 'Вместо макроса стоит готовый текст.',
  'cause.hygiene_swapped': 'Id клика и другой макрос стоят не на своих местах.',
  'cause.hygiene_truncated': 'Ссылка или значения длиннее, чем хранится.',
  'cause.hygiene_healed_query': 'Второй «?» или «&amp;» вместо «&».',
  'cause.hygiene_no_rate': 'Такой расход считается нулём, пока его не зададут.',
  'hygiene.unexpanded': 'макрос не заменён:',
  'hygiene.empty': 'параметр пуст:',
  'hygiene.constant': 'значение всегда одно:',
  'hygiene.swapped': 'значения перепутаны:',
  'hygiene.truncated': 'ссылка обрезана',
  'hygiene.healed_query': 'ссылка собрана неверно',
  'hygiene.no_rate': 'расход в валюте без курса:',
  'settings.time_and_money': 'Время и деньги',
  'settings.general': 'Общее',
  'settings.tracking': 'Трекинг',
  'settings.bots': 'Боты',
  'settings.privacy': 'Данные посетителей',
  'settings.api': 'API',
  'settings.conversions': 'Конверсии',
  'settings.notifications': 'Уведомления',
  'settings.retention': 'Хранение',
  'settings.links': 'Короткие ссылки',
  'settings.domains_and_https': 'Домены и HTTPS',
  'settings.proxies': 'Прокси',
  'settings.start': 'Заданы при запуске',
  'setting.data': 'Папка для всех данных; создаётся, если её нет',
  'setting.listen': 'ХОСТ:ПОРТ, на котором отвечает сервер; 0.0.0.0:80 — для всего интернета',
  'setting.https': 'ХОСТ:ПОРТ, где он отвечает и по HTTPS, со своими сертификатами; 0.0.0.0:443',
  'setting.authority':
    'Кто выдаёт сертификаты (ACME), с его условиями вы соглашаетесь; none — только ваши файлы',
  'setting.authority-email': 'Куда центр сертификации может написать',
  'setting.trusted-proxy': 'Адрес или сеть прокси впереди',
  'setting.client-header': 'Единственный заголовок, в котором доверенный прокси передаёт адрес',
  'setting.country-header': 'Заголовок доверенного прокси со страной, например CF-IPCountry',
  'setting.admin-host': 'Имя хоста админки и API управления; никогда не домен для трафика',
  'setting.admin-listen': 'ХОСТ:ПОРТ только для админки и её API; на другом остаются визиты',
  'setting.admin-allow': 'Адрес или сеть, откуда видна админка; пусто — отовсюду',
  'setting.outbound-host': 'Внутренний хост, куда можно слать постбэки и ходить за страницами',
  'setting.outbound-port': 'Порт кроме 80 и 443, по которому можно обращаться к другим серверам',
  'setting.node': 'Номер этого узла в id кликов, от 0 до 1023',
  'setting.memory':
    'small — на десятую меньше памяти под полной нагрузкой, на десятую больше работы на клик',
  'setting.timezone': 'Часовой пояс трекера',
  'setting.backups_kept': 'Сколько копий хранить; новая удаляет самые старые сверх этого',
  'setting.conversions.click_id_names': 'Ещё параметры постбэка с id клика',
  'setting.conversions.rates_url': 'Откуда раз в день брать курсы (JSON); пусто — ниоткуда',
  'choice.all': 'все',
  'choice.parent': 'первой кампании',
  'choice.child': 'второй кампании',
  'choice.landing_click': 'при клике на лендинге',
  'choice.visit': 'сразу при визите',
  'choice.auto': 'автоматически',
  'choice.admin': 'на хосте админки',
  'choice.public': 'все',
  'choice.login': 'только вошедшие',
  'choice.off': 'никто',
  'choice.whole': 'целиком',
  'choice.shortened': 'сокращённо',
  'choice.none': 'не хранить',
  'category.mixed': 'разное',
  'category.platform': 'платформа',
  'category.gambling': 'гемблинг',
  'category.nutra': 'нутра',
  'category.marketplace': 'маркетплейс',
  'category.adult': 'адалт',
  'category.native': 'нативная',
  'category.push': 'пуш',
  'category.pop': 'поп',
  'category.search': 'поиск',
  'category.shopping': 'товарная',
  'category.social': 'соцсети',
  'category.dsp': 'DSP',
  'setting.currency': 'Основная валюта',
  'setting.week_start': 'Первый день недели: 1 — понедельник, 7 — воскресенье',
  'setting.with_traffic_min_clicks': 'Со скольких кликов у объекта есть трафик',
  'setting.retention_days': 'Сколько дней хранить события; 0 — всегда',
  'setting.campaign_hop_clicks': 'Какие клики хранить, когда кампания передаёт посетителя другой',
  'setting.offer_choice': 'Когда выбирать оффер за лендингом: при клике на нём или сразу',
  'setting.bots_free': 'Клики роботов бесплатны',
  'setting.bots.user_agents': 'Роботы: части user agent',
  'setting.bots.people_user_agents': 'Точно не роботы: части user agent',
  'setting.bots.addresses': 'Роботы: адреса и сети',
  'setting.bots.people_addresses': 'Точно не роботы: адреса и сети',
  'setting.flood_clicks':
    'После скольких кликов с одного адреса за десять секунд помечать остальные как флуд; 0 — не помечать',
  'settingNote.flood_clicks':
    'Они перенаправляются, хранятся и считаются как все; в отчётах и журнале их можно исключить.',
  'setting.privacy.address': 'Что хранить от адресов посетителей',
  'settingNote.privacy.address':
    'Сокращённо: 203.0.113.0 вместо 203.0.113.77, от IPv6 — первые 48 бит. Действует на то, что сохраняется с этого момента. ' +
    'Потоки, география и уникальность смотрят на адрес целиком; журналы, отчёты и более поздние постбэки знают то, что сохранено, ' +
    'а после перезапуска посетители без cookie считаются новыми.',
  'setting.privacy.user_agent': 'Хранить user agent посетителей',
  'settingNote.privacy.user_agent':
    'Без него устройство, система, браузер и признак робота всё равно хранятся. ' +
    'Действует на то, что сохраняется с этого момента; более поздние постбэки не знают user agent.',
  'setting.conversions.keyless': 'Принимать постбэки без ключа',
  'setting.conversions.window_days': 'Сколько дней после клика засчитывать конверсию',
  'setting.conversions.update_key': 'Ключ для обновления кликов; пусто — не нужен',
  'setting.conversions.status_words': 'Свои слова статусов: слово=класс',
  'setting.conversions.rates': 'Постоянные курсы, например EUR=1.16',
  'setting.api_hosts': 'На каких доменах отвечает API',
  'setting.api_doc': 'Кто может читать документацию API',
  'setting.api.requests_per_second': 'Запросов в секунду на ключ; 0 — без ограничения',
  'setting.api.burst': 'Сколько запросов можно послать разом',
  'setting.api.reports_at_once': 'Отчётов одновременно на ключ, другие ждут; 0 — без ограничения',
  'setting.click_api.enabled': 'Click API отвечает',
  'setting.click_api.calls_per_second':
    'Click API: вызовов в секунду на кампанию, разом вдесятеро больше; 0 — без ограничения',
  'settingNote.click_api.calls_per_second':
    'Кто вызывает чаще, получает 429, и его посетитель не сохраняется.',
  'setting.links.per_user_max':
    'Сколько ссылок может иметь пользователь, если он не администратор; 0 — без ограничения',
  'setting.links.respect_gpc':
    'Посетителям, чей браузер просит не отслеживать, пиксели ссылок не показывать',
  'setting.links.referrer_policy':
    'Что узнаёт конечный адрес об адресе ссылки, которая показывает пиксели',
  'settingNote.links.referrer_policy':
    'Заголовок Referrer-Policy её страницы. Ссылки без пикселей только перенаправляют и о себе не сообщают.',
  'choice.strict-origin': 'только её домен',
  'choice.no-referrer': 'ничего',
  'choice.no-referrer-when-downgrade': 'весь адрес',
  'setting.links.schemes':
    'Схемы, на которые могут вести ссылки, кроме веб-адресов и известных приложений, например myapp',
  'setting.links.blocklist_zone':
    'Список блокировки, который спрашивается по DNS: его зона, например dbl.example.org; пусто — никакой',
  'setting.links.blocklist_server':
    'Какой DNS-сервер о нём спрашивать, например 127.0.0.1:5353; пусто — сервер этой машины',
  'setting.authority-key-id': 'Под каким id центр сертификации знает ваш аккаунт (EAB)',
  'setting.authority-key-file': 'Файл с ключом (HMAC), который центр выдал вместе с этим id',
  'setting.notifications.telegram_token': 'Telegram: токен вашего бота; пусто — не писать',
  'settingNote.notifications.telegram_token':
    'Бота и токен даёт @BotFather. Потом напишите боту или добавьте его в группу.',
  'setting.notifications.telegram_chats':
    'Telegram: кому писать, номер чата или @канал, по одному в строке',
  'setting.notifications.telegram_server':
    'Telegram: его сервер или ваш, который передаёт запросы ему',
  'setting.notifications.webhook_url':
    'Вебхук, который получает {"text": …}: Slack, Mattermost, Discord с /slack; пусто — нет',
  'setting.notifications.warnings':
    'Сообщать о предупреждениях, которые держатся минуту, и о том, что они прошли',
  'setting.notifications.summary_at':
    'Когда сообщать итоги вчерашнего дня, по часовому поясу трекера, например 09:00; пусто — никогда',
  'setting.notifications.language': 'Язык сообщений',
  'choice.en': 'English',
  'choice.ru': 'русский',
  'setting.abuse_contact': 'Почта или страница для жалоб, видна на наших страницах',
  'preset.simple': 'Простой',
  'preset.cod': 'COD, нутра',
  'preset.landing': 'Лендинг → оффер',
  'preset.finance': 'Финансы',
  'preset.quality': 'Качество трафика',
}

export const termsRu: ReadonlyMap<string, string> = new Map(
  Object.entries({ ...TERMS, ...AUDIT_TERMS, ...FILTER_TERMS }),
)
