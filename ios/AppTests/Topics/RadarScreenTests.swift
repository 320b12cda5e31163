import SongmingCore
import SongmingKit
import SongmingKitTesting
import SwiftUI
import Testing
import ViewHost

@testable import App

@MainActor @Suite struct RadarScreenTests {
  private let fake = FakeCoreClient()

  @Test func aRuleLeadsToItsHitsAndToItsForm() async throws {
    let rule = RadarState(id: "r", rule: RadarRule(name: "技改"), words: "补助", hits: 2, unseen: 1)
    fake.answer("radar.overview", RadarOverview(rules: [rule], unseen: 1))
    let topic = TopicHost(fake, Destination(.radar), RadarScreen(model: RadarModel(fake)))
    try await topic.host.waitFor("命中 2 条，1 条未读")
    try topic.expect("技改", leadsTo: Destination(.radarHits, "r", title: "技改"))
    try topic.expect("修改：技改", leadsTo: Destination(.radarRule, "r"))
    try topic.expect("新建规则", leadsTo: Destination(.radarRule))
    try topic.expectOperable()
    try await expectStates(
      "radar.overview", RadarOverview(rules: [], unseen: 0), shows: "还没有雷达规则", Destination(.radar)
    ) { RadarScreen(model: RadarModel($0)) }
  }

  @Test func aHitSaysWhichRulesFoundIt() async throws {
    let hit = RadarHit(row: itemRow("1"), rules: ["技改", "补助"], unseen: true, deadline: nil)
    fake.answer("radar.hits", RadarPage(items: [hit], next: nil)).answer("radar.markSeen")
    let topic = TopicHost(
      fake, Destination(.radarHits, "r", title: "技改"),
      RadarHitsScreen(model: RadarHitsModel(fake, rule: "r"), title: "技改"))
    try await topic.host.waitFor("技改、补助")
    #expect(topic.host.title == "技改")
    try topic.expect("题 1, 嵩明发布　今天, 新", leadsTo: Destination(.item, "1"))
    try topic.expectOperable()
    #expect(fake.count("radar.markSeen") == 1)
  }

  @Test func hitsOfAllRulesHaveTheNameOfTheRadar() async throws {
    fake.answer("radar.hits", RadarPage(items: [], next: nil)).answer("radar.markSeen")
    let topic = TopicHost(
      fake, Destination(.radarHits), RadarHitsScreen(model: RadarHitsModel(fake, rule: nil), title: ""))
    try await topic.host.waitFor("还没有找到")
    #expect(topic.host.title == "产业雷达")
    try await expectStates(
      "radar.hits", RadarPage(items: [], next: nil), shows: "还没有找到", Destination(.radarHits)
    ) { fake in
      fake.answer("radar.markSeen")
      return RadarHitsScreen(model: RadarHitsModel(fake, rule: nil), title: "")
    }
  }

  @Test func aRuleIsWrittenAndSaved() async throws {
    fake.answer("radar.form", radarForm()).answer("radar.save", "r")
    let topic = TopicHost(
      fake, Destination(.radarRule), RadarRuleScreen(model: RadarRuleModel(fake, nil)))
    try await topic.host.waitFor("规则名称")
    #expect(topic.host.title == "新建规则")
    try topic.expectOperable()
    #expect(!topic.host.controls.contains { $0.name == "删除这条规则" })
    #expect(try topic.control("不提醒").traits.contains(.isSelected))
    try topic.host.type("技改", into: "规则名称")
    try topic.host.type("补助 改造", into: "关键词，用空格隔开")
    try topic.host.type("光伏", into: "不要包含的词")
    for chip in ["汽车", "政策", "提前 3 个工作日", "汽车", "汽车"] { try topic.press(chip) }
    #expect(try topic.control("提前 3 个工作日").traits.contains(.isSelected))
    try topic.press("保存")
    #expect(await until { topic.current == Destination(.home) })
    let rule = RadarRule(
      name: "技改", sectors: ["auto"], kinds: [.policy], words: ["补助", "改造"], excluded: ["光伏"], remind: 3)
    #expect(fake.last("radar.save", as: RadarRule.self) == rule)
    #expect(topic.notificationRequests == 1)
  }

  @Test func aRuleIsChangedWithoutAReminderAndDeletedAfterAQuestion() async throws {
    let rejected = ClientError.Rejected(explanation: "这条规则不能用。", code: "bad-rule")
    fake.answer("radar.form", radarForm(RadarRule(id: "r", name: "技改"))).fails("radar.save", rejected)
      .answer("radar.delete")
    let topic = TopicHost(
      fake, Destination(.radarRule, "r"), RadarRuleScreen(model: RadarRuleModel(fake, "r")))
    try await topic.host.waitFor("规则名称")
    #expect(topic.host.title == "修改规则")
    try topic.press("保存")
    try await topic.host.waitFor("这条规则不能用。")
    #expect(topic.notificationRequests == 0)
    #expect(try topic.host.node(.textField, "规则名称").value == "技改")
    try topic.press("删除这条规则")
    #expect(topic.host.shows("只由它找到的内容也会从雷达里移走。"))
    try topic.press("取消")
    #expect(fake.count("radar.delete") == 0)
    try topic.press("删除这条规则")
    try topic.press("删除")
    #expect(await until { topic.current == Destination(.home) })
    #expect(fake.last("radar.delete", as: String.self) == "r")
  }

  @Test func theFormLoadsAndFails() async throws {
    try await expectStates("radar.form", radarForm(), shows: "规则名称", Destination(.radarRule)) {
      RadarRuleScreen(model: RadarRuleModel($0, nil))
    }
  }
}
