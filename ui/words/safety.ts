/** Words of backups, the second step of logins, and looking as another user. */
import type { Texts } from './texts.ts'

export const safetyWords = {
  'backup.title': ['Backups', 'Резервные копии'],
  'backup.run': ['Back up now', 'Создать копию'],
  'backup.started': ['The backup is being made', 'Копия создаётся'],
  'backup.running': ['being made: {name}', 'создаётся: {name}'],
  'backup.failed': ['The last backup failed: {why}', 'Последняя копия не удалась: {why}'],
  'backup.text': [
    'A whole copy of the data folder, made while visitors are served. Keep one elsewhere: this disk may fail.',
    'Полная копия папки данных, пока посетители обслуживаются. Храните одну и в другом месте: этот диск может отказать.',
  ],
  'backup.none': ['No backup yet', 'Копий пока нет'],
  'backup.verify': ['Verify', 'Проверить'],
  'backup.verified': ['verified', 'проверена'],
  'backup.unverified': ['not verified', 'не проверена'],
  'backup.broken': ['damaged', 'повреждена'],
  'backup.sound': ['Everything in it can be read', 'В ней читается всё'],
  'backup.download': ['Download {name}', 'Скачать {name}'],
  'backup.restore': [
    'To go back to one: unpack it and start Sluice with that folder as --data.',
    'Чтобы вернуться к копии: распакуйте её и запустите Sluice с этой папкой в --data.',
  ],
  'twoFactor.title': ['Second step of the login', 'Второй шаг входа'],
  'twoFactor.text': [
    'A code of an authenticator app beside the password. Whoever learns the password alone stays outside.',
    'Код из приложения вместе с паролем. Кто узнает только пароль, не войдёт.',
  ],
  'twoFactor.begin': ['Set up', 'Настроить'],
  'twoFactor.isOn': ['on', 'включён'],
  'twoFactor.left': [
    '{n} recovery code left|{n} recovery codes left',
    'Остался {n} запасной код|Осталось {n} запасных кода|Осталось {n} запасных кодов',
  ],
  'twoFactor.scan': [
    'Scan this with the app, or type the secret, then enter the code that it shows.',
    'Отсканируйте приложением или введите секрет, затем впишите код, который оно покажет.',
  ],
  'twoFactor.openApp': ['Open in the app of this phone', 'Открыть в приложении телефона'],
  'twoFactor.secret': ['Secret', 'Секрет'],
  'twoFactor.copySecret': ['Copy the secret', 'Копировать секрет'],
  'twoFactor.code': ['Code', 'Код'],
  'twoFactor.codeHint': [
    'Six digits of the app, or a recovery code',
    'Шесть цифр из приложения или запасной код',
  ],
  'twoFactor.enable': ['Switch on', 'Включить'],
  'twoFactor.disable': ['Switch off', 'Выключить'],
  'twoFactor.wrong': ['The code is wrong, or was used already', 'Код неверен или уже использован'],
  'twoFactor.recovery': ['Recovery codes', 'Запасные коды'],
  'twoFactor.recoveryText': [
    'Each works once, when the app is not at hand. They are shown now and never again: keep them where the password is not.',
    'Каждый работает один раз, когда приложения нет под рукой. Они показаны только сейчас: храните их отдельно от пароля.',
  ],
  'twoFactor.copyAll': ['Copy all', 'Копировать все'],
  'twoFactor.kept': ['I have kept them', 'Я их сохранил'],
  'login.code': ['Code of the app', 'Код из приложения'],
  'login.codeWrong': ['The code is wrong, or was used already', 'Код неверен или уже использован'],
  'session.other': [
    '{login} has logged in in this browser meanwhile. The screen is theirs.',
    'В этом браузере тем временем вошёл пользователь {login}. Экран теперь его.',
  ],
  'rights.changed': [
    'What you may see and do has been changed. The screen shows it.',
    'Ваши права изменены, экран показывает это.',
  ],
  'rights.held': ['An administrator can allow you this', 'Это может разрешить администратор'],
  'rights.readOnly': [
    'You may look at this, not change it. An administrator can allow it: Users → rights.',
    'Это можно смотреть, но не менять. Разрешить может администратор: Пользователи → права.',
  ],
  'rights.noCreate': [
    'You may not make any here. An administrator can allow it: Users → rights → may create.',
    'Вам нельзя создавать здесь новое. Разрешить может администратор: Пользователи → права → может создавать.',
  ],
  'rights.flows': [
    'You may look at these flows and try changes in the simulator, not save them.',
    'Эти потоки можно смотреть и пробовать изменения в симуляторе, но не сохранять.',
  ],
  'rights.closed': ['This is not open to you', 'Сюда у вас нет доступа'],
  'rights.closedText': [
    'An administrator can change that: Users → rights.',
    'Это может изменить администратор: Пользователи → права.',
  ],
  'rights.notOpen': ['not open to you', 'вам не открыто'],
  'rights.nothing': [
    'Nothing is open to you yet. An administrator gives rights: Users → rights.',
    'Вам пока ничего не открыто. Права даёт администратор: Пользователи → права.',
  ],
  'rights.rotation': [
    'This campaign runs on a shared rotation that is not open to you: #{id}.',
    'Эта кампания идёт по общей ротации, которая вам не открыта: #{id}.',
  ],
  'rights.noCosts': [
    'You may book costs of campaigns that you may change, and there is none.',
    'Расходы можно вносить для кампаний, которые вы можете менять, а таких нет.',
  ],
  'viewAs.held': [
    'Nothing is changed while you look as somebody else',
    'Пока вы смотрите глазами другого, ничего не меняется',
  ],
  'viewAs.start': ['See it as this user', 'Посмотреть как этот пользователь'],
  'viewAs.now': [
    'You see everything as {login} does. Nothing can be changed.',
    'Вы видите всё как {login}. Изменить ничего нельзя.',
  ],
  'viewAs.end': ['Back to myself', 'Вернуться к себе'],
  'selftest.title': ['Self-test', 'Самопроверка'],
  'selftest.text': [
    'Tries what the tracker lives on: domains and certificates, the clock, the disk, and a postback as a network sends it. Nothing is left behind.',
    'Проверяет, на чём держится трекер: домены и сертификаты, часы, диск и постбэк, как его шлёт партнёрка. Следов не остаётся.',
  ],
  'selftest.run': ['Test now', 'Проверить'],
  'selftest.clock': ['Clock', 'Часы'],
  'selftest.disk': ['Disk', 'Диск'],
  'selftest.postback': ['Postback', 'Постбэк'],
  'selftest.dns': ['DNS', 'DNS'],
  'selftest.certificate': ['Certificate', 'Сертификат'],
  'selftest.ok': ['fine', 'в порядке'],
  'selftest.bad': ['failed', 'не прошло'],
} satisfies Texts
