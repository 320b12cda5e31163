import SongmingCore
import SongmingKitTesting
import Testing

@testable import SongmingKit

/// The models of 联络站, against a fake core.
@MainActor
@Suite
struct StationModelTests {
  private let fake = FakeCoreClient()
  private let inbox = FakeInbox()

  private func answerStation(_ submissions: Submission..., phase: AccountPhase = .loggedIn) {
    fake.answer("account.current", sampleAccount(phase)).answer("drafts.list", [sampleDraftRow("d")])
      .answer("submissions.list", submissions).answer("submissions.unmeteredOnly", true)
  }

  private func station() async -> StationModel {
    let model = StationModel(fake, inbox: inbox)
    _ = show(model)
    #expect(await until { model.content.state.value != nil })
    return model
  }

  @Test
  func aPhoneOnWhichNobodyIsLoggedInAsksForNoDrafts() async throws {
    // The fake ends the tests at any other call.
    fake.answer("account.current", sampleAccount(.loggedOut))
    let model = await station()
    #expect(model.content.state == .content(StationPage(account: sampleAccount(.loggedOut))))
    try await fake.refreshSubmissions()
    #expect(fake.count("submissions.refresh") == 0)
  }

  @Test
  func aLoginThatHasExpiredShowsEverythingThatWasWritten() async {
    answerStation(sampleSubmission("a"), phase: .expired)
    let page = await station().content.state.value
    #expect(page?.drafts.map(\.id) == ["d"])
    #expect(page?.submissions.map(\.id) == ["a"])
  }

  @Test
  func whatIsWrittenIsAmongTheDraftsAloneAndThePageFollowsSubmissionsAndTheAccount() async {
    answerStation(sampleSubmission("a"), sampleSubmission("d", .draft))
    let model = await station()
    var page = StationPage(account: sampleAccount())
    page.drafts = [sampleDraftRow("d")]
    page.submissions = [sampleSubmission("a")]
    page.unmeteredOnly = true
    #expect(model.content.state == .content(page))
    for change in [Change.submissions, .account, .catalogue] {
      let before = fake.count("submissions.list")
      await model.content.contentChanged(change)
      #expect(fake.count("submissions.list") == before + 1, "\(change)")
    }
    let before = fake.count("submissions.list")
    for change in [Change.items, .pictures, .sync] { await model.content.contentChanged(change) }
    #expect(fake.count("submissions.list") == before)
    fake.fails("drafts.list", .offline)
    await model.content.contentChanged(.submissions)
    #expect(model.content.state == .content(page), "the content stays through an error")
  }

  @Test
  func whatWaitsForThePersonComesFirstAndTheRestStaysInTheOrderOfTheCore() async {
    answerStation(sampleSubmission("c"), sampleSubmission("b", .parked), sampleSubmission("a", .queued))
    #expect(await station().content.state.value?.submissions.map(\.id) == ["b", "c", "a"])
  }

  @Test
  func eachActionIsPassedToTheCoreAndItsErrorIsShownBesideTheList() async {
    answerStation(sampleSubmission("a"))
    let calls: [SubmissionAction: String] = [
      .retry: "submissions.retry", .edit: "drafts.edit", .pause: "submissions.pause", .resume: "submissions.resume",
      .withdraw: "submissions.withdraw", .delete: "submissions.delete",
    ]
    #expect(Set(calls.keys).union([.addFile]) == Set(SubmissionAction.allCases), "a file is picked first")
    let model = await station()
    for (action, call) in calls {
      fake.answer(call) { _ in
        switch action {
        case .edit: "copy of a"
        case .delete: ()
        default: sampleSubmission("a")
        }
      }
      var next: [String] = []
      model.perform(action, "a") { next.append($0) }
      let expected = [action == .edit ? "copy of a" : "a"]
      #expect(await until { next == expected }, "\(call) leads to what the core says")
      #expect(fake.last(call, as: String.self) == "a")
      fake.fails(call, .offline)
      model.perform(action, "a") { next.append($0) }
      #expect(await until { model.content.actionError == .offline }, "\(call)")
      #expect(next == expected, "\(call) leads nowhere after an error")
    }
    #expect(fake.last("submissions.delete", 1, as: Bool.self) == true)
    #expect(model.content.state.value?.submissions.count == 1, "the list stays")
  }

  @Test
  func aDeletedSubmissionLeavesNoFile() async {
    answerStation(sampleSubmission("a"))
    fake.answer("submissions.delete")
    inbox.files = [IncomingFile(path: "/a/1.jpg", name: "1.jpg"), IncomingFile(path: "/b/2.jpg", name: "2.jpg")]
    let model = await station()
    model.perform(.delete, "a")
    #expect(await until { inbox.files.map(\.name) == ["2.jpg"] })
  }

  @Test
  func aSubmissionThatConflictsShowsBothSidesAndIsEditedAsTheNewDraftThatTheCoreMadeOfIt() async {
    let conflict = Conflict(fields: [], filesOnlyHere: 1, filesOnlyThere: 0, received: 0, receivedText: "刚刚")
    let conflicting = sampleSubmission("a", .parked)
    fake.answer("submissions.get", conflicting).answer("submissions.conflict", conflict).answer("drafts.edit", "b")
    let model = await submission()
    var page = SubmissionPage(submission: conflicting)
    page.conflict = conflict
    #expect(model.content.state == .content(page))
    var opened: [String] = []
    model.perform(.edit) { opened.append($0) }
    #expect(await until { opened == ["b"] })
    #expect(fake.last("drafts.edit", as: String.self) == "a")
  }

  @Test
  func aRefreshWithoutANetworkIsNoSecondErrorAndOneThatIsRefusedSaysWhy() async throws {
    answerStation()
    fake.fails("submissions.refresh", .offline).answer("submissions.setUnmeteredOnly")
    let model = await station()
    try await fake.refreshSubmissions()
    #expect(fake.count("submissions.refresh") == 1)
    let busy = ClientError.RateLimited(explanation: "请求太多。", code: "busy", retryAfterSeconds: 60)
    fake.fails("submissions.refresh", busy)
    model.refresh()
    #expect(await until { model.content.actionError == busy })
    model.setUnmeteredOnly(false)
    #expect(await until { model.content.actionError == nil })
    #expect(fake.last("submissions.setUnmeteredOnly", as: Bool.self) == false)
  }

  private func submission() async -> SubmissionModel {
    let model = SubmissionModel(fake, "a", inbox: inbox)
    #expect(fake.count("submissions.get") == 0, "nothing is seen before it is shown")
    _ = show(model)
    #expect(await until { model.content.state.value != nil })
    return model
  }

  @Test
  func photosThatThePhoneLostAreAddedOneByOneAndOneThatIsTakenIsSent() async {
    let refusal = "这不是原来的照片。"
    fake.answer("submissions.get", sampleSubmission("a", .parked))
      .answer("submissions.conflict", Conflict?.none)
      .answer("submissions.retry", sampleSubmission("a", .queued))
    fake.answer("drafts.addFiles") { arguments in
      (arguments[1] as? [NewFile] ?? []).map { file in
        let taken = file.name != "别的.jpg"
        return AddedFile(name: file.name, id: taken ? "f" : nil, repeated: taken, reason: taken ? "" : refusal)
      }
    }
    let model = await submission()
    model.addAgain([])
    inbox.unread = [UnreadFile(name: "云盘.jpg")]
    model.addAgain(picked("云盘.jpg", "别的.jpg"))
    let refused = [RefusedFile(name: "云盘.jpg", reason: ""), RefusedFile(name: "别的.jpg", reason: refusal)]
    #expect(await until { model.refusals == refused && inbox.files.isEmpty })
    #expect(fake.count("drafts.addFiles") == 1)
    #expect(fake.last("drafts.addFiles", as: String.self) == "a")
    model.dismissRefusals()

    model.addAgain(picked("别的.jpg", "原来的.jpg"))
    #expect(await until { fake.count("submissions.retry") == 1 })
    #expect(model.refusals.map(\.name) == ["别的.jpg"])
    #expect(fake.count("drafts.addFiles") == 3, "each by a call of its own")
    #expect(fake.last("submissions.retry", as: String.self) == "a")

    fake.fails("drafts.addFiles", .offline)
    model.addAgain(picked("原来的.jpg"))
    #expect(await until { model.content.actionError == .offline })
    #expect(inbox.files.isEmpty, "no copy is left")
    #expect(fake.count("submissions.retry") == 1, "only after one was taken")
  }

  @Test
  func aSubmissionCountsAsSeenOnceItIsShownAndIsComparedWithTheVersionBefore() async {
    let difference = FieldDifference(code: "text", name: "正文", spans: [])
    let stored = Shared(sampleSubmission("a", version: 3, unseen: true))
    fake.answer("submissions.get") { _ in stored.value }.answer("drafts.differences", [difference])
      .answer("submissions.markSeen") { [weak fake] _ in
        stored.value = sampleSubmission("a", version: 3)
        fake?.announce(.submissions)
        return ()
      }
    let model = await submission()
    var page = SubmissionPage(submission: sampleSubmission("a", version: 3))
    page.differences = [difference]
    #expect(await until { model.content.state == .content(page) })
    #expect(fake.last("drafts.differences", 1, as: UInt32.self) == 2)
    #expect(fake.last("drafts.differences", 2, as: UInt32.self) == 3)
    #expect(fake.count("submissions.markSeen") == 1)
    fake.fails("drafts.differences", .withdrawn)
    await model.content.contentChanged(.submissions)
    #expect(
      model.content.state == .content(SubmissionPage(submission: sampleSubmission("a", version: 3))),
      "a version that is not on the phone hides nothing else")
    stored.value = sampleSubmission("a")
    let before = fake.count("drafts.differences")
    await model.content.contentChanged(.submissions)
    #expect(fake.count("drafts.differences") == before, "a first version is compared with nothing")
    fake.fails("submissions.get", .withdrawn)
    await model.content.contentChanged(.submissions)
    #expect(model.content.state == .error(.withdrawn))
  }

  @Test
  func theLedgerEndsWithTheOldestMonthThatHasASubmission() async {
    func month(sent: UInt32 = 0, rejected: UInt32 = 0) -> LedgerMonth {
      LedgerMonth(month: "", sent: sent, adopted: 0, published: 0, returned: 0, rejected: rejected)
    }
    let months = [month(), month(sent: 2), month(), month(rejected: 1), month(), month()]
    fake.answer("account.current", sampleAccount()).answer("submissions.ledger", months)
    let model = LedgerModel(fake)
    await model.content.reload()
    let page = LedgerPage(station: "开发区联络站", months: Array(months.prefix(4)))
    #expect(model.content.state == .content(page))
    fake.answer("submissions.ledger", [month(), month()])
    await model.content.contentChanged(.submissions)
    #expect(model.content.state == .content(LedgerPage(station: "开发区联络站", months: [])))
  }
}
