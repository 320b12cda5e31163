import SongmingCore
import Testing

@testable import App

private func reminder(_ id: String, at: Int64, until: Int64? = nil) -> Reminder {
  Reminder(
    id: id, kind: .deadline, at: at, until: until, title: id, body: "", item: "item \(id)", appeal: nil, urgent: false)
}

@Suite struct ReminderPlanTests {
  private func plan(
    _ reminders: [Reminder], _ book: ReminderPlan.Book = .init(), now: Int64 = 100, isAllowed: Bool = true
  ) -> ReminderPlan {
    ReminderPlan(reminders: reminders, book: book, now: now, isAllowed: isAllowed)
  }

  @Test func whatIsDueIsShownOnceAndWhatIsNotIsScheduledOnce() {
    let reminders = [reminder("due", at: 50), reminder("later", at: 200)]
    let first = plan(reminders)
    #expect(first.shownNow.map(\.id) == ["due"])
    #expect(first.scheduled.map(\.id) == ["later"])
    #expect(first.removed.isEmpty)
    let second = plan(reminders, first.book)
    #expect(second.shownNow.isEmpty && second.scheduled.isEmpty && second.removed.isEmpty)
    #expect(second.book == first.book)
  }

  @Test func whatTheSystemShowedInTimeIsNotShownAgain() {
    let reminders = [reminder("a", at: 200)]
    let later = plan(reminders, plan(reminders).book, now: 300)
    #expect(later.shownNow.isEmpty)
    #expect(later.book.shown == ["a"])
    #expect(later.book.scheduled.isEmpty)
  }

  @Test func whatIsNoLongerListedOrHasExpiredIsRemoved() {
    let expiring = reminder("expired", at: 60, until: 150)
    let before = plan([reminder("gone", at: 50), reminder("called off", at: 200), expiring])
    #expect(before.book.shown == ["gone", "expired"])
    let after = plan([expiring], before.book, now: 160)
    #expect(after.removed == ["called off", "expired", "gone"])
    #expect(after.book == .init())
  }

  @Test func oneThatMovedIsScheduledAnew() {
    let before = plan([reminder("a", at: 200)])
    let after = plan([reminder("a", at: 300)], before.book)
    #expect(after.scheduled.map(\.at) == [300])
    #expect(after.removed.isEmpty, "the same identifier replaces it")
  }

  @Test func nothingCountsAsShownWhileNotificationsAreNotAllowed() {
    let reminders = [reminder("a", at: 50), reminder("b", at: 200)]
    let refused = plan(reminders, isAllowed: false)
    #expect(refused.shownNow.isEmpty && refused.scheduled.isEmpty)
    let allowed = plan(reminders, refused.book)
    #expect(allowed.shownNow.map(\.id) == ["a"])
    #expect(allowed.scheduled.map(\.id) == ["b"])
    let again = plan(reminders, plan(reminders, allowed.book, isAllowed: false).book)
    #expect(again.shownNow.isEmpty, "what the person saw before stays seen")
  }

  @Test func moreThanTheSystemKeepsAreScheduledNearestFirst() {
    let many = (1...100).map { reminder("\($0)", at: 1_000 - Int64($0)) }
    let plan = plan(many)
    #expect(plan.scheduled.count == 60)
    #expect(plan.scheduled.first?.id == "100")
    let near = many + [reminder("nearest", at: 150)]
    let next = self.plan(near, plan.book)
    #expect(next.scheduled.map(\.id) == ["nearest"])
    #expect(next.removed == ["41"], "the farthest makes room")
  }

  @Test func aTapOpensWhatTheReminderIsAbout() {
    #expect(reminder("嵩 1", at: 0).link == "songming://item/item%20%E5%B5%A9%201")
    func link(_ kind: ReminderKind, appeal: String? = nil, submission: String? = nil) -> String {
      Reminder(
        id: "", kind: kind, at: 0, until: nil, title: "", body: "", item: nil, appeal: appeal, urgent: false,
        submission: submission
      ).link
    }
    #expect(link(.appeal, appeal: "a/b") == "songming://appeal/a%2Fb")
    #expect(link(.submission, submission: "s") == "songming://submission/s")
    #expect(link(.radar) == "songming://topic/radar")
    #expect(link(.alert) == "songming://topic/home")
  }
}
