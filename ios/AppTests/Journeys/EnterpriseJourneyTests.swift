import Foundation
import SongmingCore
import SongmingKitTesting
import Testing
import ViewHost

@testable import App

/// 企业: a radar rule finds a new policy, once; the policy is in the calendar, and a document is read without a network.
@MainActor @Suite(.timeLimit(.minutes(5))) struct EnterpriseJourneyTests {
  private let phone: JourneyPhone

  init() throws { phone = try JourneyPhone() }

  @Test func aRadarRuleSurvivesTheEndOfTheProcessAndFindsANewPolicy() async throws {
    try await phone.consent()
    try await phone.loadEverything()
    try await phone.selectTab("产业")
    try await phone.press("产业雷达")
    try await phone.waitFor("还没有雷达规则")
    try await phone.press("新建规则")

    // A rule without conditions is rejected with an explanation, and what was typed stays.
    try await phone.type("技改", into: "规则名称")
    try await phone.press("保存")
    try await phone.waitFor("不能用")
    try await phone.type("技术改造", into: "关键词")
    try await phone.setNetwork(.offline)
    try await phone.endProcess()
    try await phone.waitForScreen("新建规则")
    #expect(try await phone.value(of: "关键词") == "技术改造")
    #expect(try await phone.value(of: "规则名称") == "技改")
    try phone.warnOfMemory()
    try await phone.press("汽车制造及汽车零配件")
    try await phone.press("保存")
    try await phone.waitForScreen("产业雷达")
    try await phone.waitFor("命中")
    let rules = try await phone.core().radar().overview().rules
    #expect(rules.map(\.words) == ["汽车制造及汽车零配件 · 技术改造"])

    // The publisher does not answer, then it does, and has a new policy.
    try await phone.system.publisher.fault("down")
    try await phone.setNetwork(.unmetered)
    try await phone.settle("the sync failed") {
      let sync = phone.app.session.value?.sync.state
      return sync?.isOffline == false && sync?.isRunning == false && sync?.error != nil
    }
    try await phone.system.publisher.fault("none")
    try await publishPolicy()
    try await phone.sync()
    try await phone.waitFor("1 条未读")
    try await phone.settle("the hit is a reminder") { phone.system.reminders.contains { $0.contains("产业雷达") } }
    try await phone.shake(seed: 20_261_125)
    try await phone.press("技改")
    try await phone.waitForScreen("技改")
    try await phone.press("技术改造补助（样例）")
    try await phone.waitForItem()
    try await phone.waitFor("经开区（样例）")
    try await phone.goBack()
    try await phone.waitForScreen("技改")
    try await phone.goBack()
    try await phone.waitForScreen("产业雷达")
    try await phone.waitFor("0 条未读")

    try await phone.goBack()
    try await phone.press("政策日历")
    try await phone.waitForScreen("政策日历")
    try await phone.press("技术改造补助（样例）")
    try await phone.waitForItem()
    try await readDocumentWithoutNetwork()
    try await phone.finish("企业")
  }

  private func publishPolicy() async throws {
    let policy = ["issuer": "经开区（样例）", "deadline": "2026-11-25", "contact": "0871-0000-0016"]
    try await phone.system.publisher.post(
      "publish",
      [
        "id": "grant", "title": "技术改造补助（样例）", "content_html": "<p>支持技术改造。</p>", "kind": "policy",
        "module": "industry", "sectors": ["auto"], "policy": policy,
      ])
  }

  /// A notice with a form to fill in is kept on the phone, and its form is opened after the process ended.
  private func readDocumentWithoutNetwork() async throws {
    let notice = "sm-20261111-001"
    try phone.openLink("songming://item/\(notice)")
    try await phone.waitFor("关于2027年度城乡居民医保缴费服务的通知")
    try await phone.waitFor("委托代缴登记表（样例）")
    try await phone.press("更多")
    try await phone.press("离线保存")
    try await phone.waitUntil("the document is on the phone") {
      let kept = try await phone.core().items().get(id: notice).offline
      return kept.kept && kept.files > 0 && kept.held == kept.files
    }
    try await phone.setNetwork(.offline)
    try await phone.endProcess(inBackground: false)
    try await phone.waitFor("没有网络，正在看手机里的内容")
    try await phone.press("委托代缴登记表（样例）")
    let file = try #require(phone.system.otherApps.openedFiles.last)
    let document = try Data(contentsOf: URL(filePath: file))
    #expect(document.starts(with: Data("%PDF".utf8)))
    try await phone.setNetwork(.unmetered)
    try await phone.waitUntilGone("没有网络，正在看手机里的内容")
  }
}
