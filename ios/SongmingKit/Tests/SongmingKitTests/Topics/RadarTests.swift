import SongmingCore
import SongmingKitTesting
import Testing

@testable import SongmingKit

@MainActor
@Suite
struct RadarTests {
  private let fake = FakeCoreClient()

  @Test
  func theRadarIsOneCall() async {
    let state = RadarState(
      id: "r", rule: RadarRule(name: "技改"), words: "补助", hits: 2, unseen: 1)
    await expectLoads("radar.overview", RadarOverview(rules: [state], unseen: 1)) { RadarModel($0) }
  }

  @Test
  func theHitsOfARuleAreMarkedAsSeenOnceTheyAreLoaded() async {
    let hit = RadarHit(row: itemRow("1"), rules: ["技改", "补助"], unseen: true, deadline: nil)
    fake.fails("radar.hits", .offline).answer("radar.markSeen")
    let model = RadarHitsModel(fake, rule: "r")
    await model.content.reload()
    #expect(fake.count("radar.markSeen") == 0)
    fake.answer("radar.hits", RadarPage(items: [hit], next: nil))
    await model.content.reload()
    await model.content.contentChanged(.radar)
    #expect(fake.count("radar.hits") == 3)
    #expect(fake.count("radar.markSeen") == 1)
    #expect(fake.last("radar.markSeen", as: String.self) == "r")
    #expect(model.content.state == .content([hit]))
    #expect(hit.detailText == "嵩明发布　今天")
    #expect(hit.rulesText == "技改、补助")
  }

  @Test
  func hitsThatCannotBeMarkedAreShownWithTheError() async {
    fake.answer("radar.hits", RadarPage(items: [], next: nil)).fails("radar.markSeen", .offline)
    let model = RadarHitsModel(fake, rule: nil)
    await model.content.reload()
    #expect(model.content.state == .content([]))
    #expect(model.content.actionError == .offline)
  }

  @Test
  func aRuleContainsWhatThePersonTypedAndARejectionLosesNothing() async {
    let rejected = ClientError.Rejected(explanation: "这条规则不能用。", code: "bad-rule")
    fake.answer("radar.form", radarForm()).fails("radar.save", rejected)
    let model = RadarRuleModel(fake, nil)
    await model.content.reload()
    #expect(model.isNew)
    model.draft.name = "技改"
    model.draft.words = "补助，改造  设备"
    model.draft.excluded = "光伏"
    model.draft.sectors = ["auto"]
    model.draft.kinds = radarForm().kinds.map(\.term.code)
    var saved = false
    model.save { saved = true }
    #expect(await until { model.content.actionError == rejected })
    let rule = RadarRule(
      name: "技改", sectors: ["auto"], kinds: [.policy], words: ["补助", "改造", "设备"], excluded: ["光伏"])
    #expect(fake.last("radar.save", as: RadarRule.self) == rule)
    #expect(!saved)
    #expect(model.draft.words == "补助，改造  设备", "the line stays as it was typed")
    fake.answer("radar.save", "r")
    model.save { saved = true }
    #expect(await until { saved })
    var stored = model.draft
    stored.words = "补助 改造 设备"
    #expect(RadarRuleDraft(rule) == stored)
  }

  @Test
  func theStoredRuleIsShownUntilTheFirstEditAndIsNotLoadedOverIt() async {
    let rule = RadarRule(id: "r", name: "技改", words: ["补助"], size: "small", remind: 3)
    fake.answer("radar.form", radarForm(rule))
    let model = RadarRuleModel(fake, "r")
    #expect(model.draft == RadarRuleDraft())
    await model.content.reload()
    #expect(fake.last("radar.form", as: String.self) == "r")
    #expect(!model.isNew)
    #expect(model.draft == RadarRuleDraft(rule))
    model.draft.name = "技改"
    #expect(model.edited == nil, "a field that is set to what it shows is no edit")
    model.draft.name = "技改二"
    await model.content.contentChanged(.all)
    #expect(model.draft.name == "技改二")
    #expect(model.draft.remind == 3)
    let loads = fake.count("radar.form")
    await model.content.contentChanged(.radar)
    #expect(fake.count("radar.form") == loads)
  }

  @Test
  func aRuleThatWasBegunIsRestored() async throws {
    fake.answer("radar.form", radarForm(RadarRule(id: "r", name: "技改"))).answer("radar.save", "r")
    let model = RadarRuleModel(fake, "r")
    await model.content.reload()
    model.draft.excluded = "光伏 \"\n"
    model.draft.remind = 7
    let saved = try #require(model.edited?.encoded())
    let restored = RadarRuleModel(fake, "r", edited: RadarRuleDraft(encoded: saved))
    await restored.content.reload()
    #expect(restored.draft == model.draft)
    #expect(RadarRuleDraft(encoded: "") == nil)
    #expect(RadarRuleDraft(encoded: "{}") == nil)
    model.draft.remind = 0
    model.save {}
    #expect(await until { fake.count("radar.save") == 1 })
    let rule = fake.last("radar.save", as: RadarRule.self)
    #expect(rule?.id == "r" && rule?.remind == nil)
  }

  @Test
  func everyKindOfItemIsKeptByTheForm() {
    let rule = RadarRule(name: "全部", kinds: ItemKind.allCases)
    #expect(RadarRuleDraft(rule).rule(nil) == rule)
  }

  @Test
  func aRuleIsDeletedAndTheScreenIsLeft() async {
    fake.answer("radar.delete")
    let model = RadarRuleModel(fake, "r")
    var left = false
    model.delete { left = true }
    #expect(await until { left })
    #expect(fake.last("radar.delete", as: String.self) == "r")
  }
}
