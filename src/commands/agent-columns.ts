/** What an event that was made without a visit says of the visitor's agent. */
import type { UserAgentFacts } from '../detect/user-agent.ts'

export function agentColumns({ text, device, botReasons, robot }: UserAgentFacts) {
  return {
    userAgent: text,
    deviceType: device.type,
    deviceBrand: device.brand,
    deviceModel: device.model,
    os: device.os,
    osVersion: device.osVersion,
    browser: device.browser,
    browserVersion: device.browserVersion,
    botReasons: botReasons.join(','),
    robot,
  }
}
