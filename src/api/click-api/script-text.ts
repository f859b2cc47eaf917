/**
 * The function that runs on the visitor's page: keeps the ids, sets the cookies, acts. Written for
 * old browsers too; a page that forbids storage or cookies still gets its action.
 */
export const CLIENT_SCRIPT = `function (config, name) {
  var content = config.content
  function quietly(act) { try { act() } catch (error) {} }
  function decoded(text) {
    var bytes = Uint8Array.from(atob(text), function (sign) { return sign.charCodeAt(0) })
    return new TextDecoder().decode(bytes)
  }
  function show(html) {
    var own = document.currentScript
    // Browsers ignore a write by a script that was not waited for, unless it opens the page anew.
    var isAlone = own && own.async
    if (isAlone) document.open()
    document.write(html)
    if (isAlone) document.close()
  }
  function meta(name, value, content) {
    var tag = document.createElement('meta')
    tag.setAttribute(name, value)
    tag.setAttribute('content', content)
    document.head.appendChild(tag)
  }
  quietly(function () {
    localStorage.setItem('subId', config.subid)
    if (config.token === null) localStorage.removeItem('token')
    else localStorage.setItem('token', config.token)
    localStorage.setItem('config', JSON.stringify(config))
  })
  if (name !== null) {
    window[name] = window[name] || {}
    window[name].config = config
  }
  quietly(function () {
    Object.keys(content.cookies).forEach(function (key) {
      var life = content.cookies_ttl * 3600
      document.cookie = key + '=' + content.cookies[key] + '; path=/; max-age=' + life
    })
  })
  var location = /^Location: (.+)$/.exec(content.headers[0] || '')
  if ((content.status === 301 || content.status === 302) && location) {
    meta('name', 'referrer', 'no-referrer')
    meta('http-equiv', 'refresh', '0;url=' + location[1])
  } else if (content.status === 200 && content.body) {
    show(decoded(content.body))
  }
}`
