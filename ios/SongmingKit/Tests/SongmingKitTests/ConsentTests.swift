import SongmingCore
import SongmingKitTesting
import Testing

@testable import SongmingKit

@MainActor
@Suite
struct ConsentTests {
  private let fake = FakeCoreClient()
  private let given = Consent(given: true, decided: 1, statement: ConsentModel.statement)
  private let refused = Consent(given: false, decided: 1, statement: ConsentModel.statement)

  @Test
  func onlyConsentToThisStatementCounts() async {
    let cases: [(Consent, ConsentModel.Phase)] = [
      (given, .main), (refused, .refused),
      (Consent(given: false, decided: nil, statement: nil), .asking),
      (Consent(given: true, decided: 1, statement: "ios-0"), .asking),
    ]
    for (consent, phase) in cases {
      fake.answer("privacy.consent", consent)
      var told: [Bool] = []
      let model = ConsentModel(fake) { told.append($0) }
      #expect(model.phase == .loading)
      await model.load()
      #expect(model.phase == phase)
      #expect(told == [phase == .main])
    }
  }

  @Test
  func whatThePersonDecidesIsToldToTheCoreAndToTheApp() async {
    fake.answer("privacy.consent", refused).answer("privacy.accept", given).answer(
      "privacy.withdraw", refused)
    var told: [Bool] = []
    let model = ConsentModel(fake) { told.append($0) }
    await model.load()
    model.browse()
    #expect(model.phase == .main, "what is on the phone can be read")
    model.setConsent(true)
    #expect(await until { model.decision == .given })
    #expect(fake.last("privacy.accept", as: String.self) == ConsentModel.statement)
    model.setConsent(false)
    #expect(await until { model.phase == .refused })
    #expect(fake.last("privacy.withdraw", as: String.self) == ConsentModel.statement)
    #expect(told == [false, true, false])
  }

  @Test
  func aDecisionThatCannotBeReadOrStoredIsShownAndCanBeTriedAgain() async {
    fake.fails("privacy.consent", .offline)
    let model = ConsentModel(fake) { _ in }
    await model.load()
    #expect(model.phase == .failed(.offline))
    fake.answer("privacy.consent", given).fails("privacy.withdraw", .offline)
    await model.load()
    #expect(model.error == nil)
    model.setConsent(false)
    #expect(await until { model.error == .offline })
    #expect(model.phase == .main, "the consent still holds")
    model.dismissError()
    #expect(model.error == nil)
  }
}
