import SongmingCore

final class FakeGovernment: GovernmentProtocol {
  let calls: FakeCalls

  init(_ calls: FakeCalls) { self.calls = calls }

  func clearTicks(id: String) async throws {
    try await calls.call("government.clearTicks", id)
  }

  func guides(topic: String?, before: String?, limit: UInt32) async throws -> GuidePage {
    try await calls.call("government.guides", topic, before, limit)
  }

  func notices(request: NoticeRequest) async throws -> NoticePage {
    try await calls.call("government.notices", request)
  }

  func overview() async throws -> GovernmentOverview {
    try await calls.call("government.overview")
  }

  func tickMaterial(id: String, material: String, on: Bool) async throws {
    try await calls.call("government.tickMaterial", id, material, on)
  }
}

final class FakeAppeals: AppealsProtocol {
  let calls: FakeCalls

  init(_ calls: FakeCalls) { self.calls = calls }

  func delete(id: String, force: Bool) async throws {
    try await calls.call("appeals.delete", id, force)
  }

  func form(id: String?) async throws -> AppealForm {
    try await calls.call("appeals.form", id)
  }

  func get(id: String) async throws -> Appeal {
    try await calls.call("appeals.get", id)
  }

  func markSeen(id: String) async throws {
    try await calls.call("appeals.markSeen", id)
  }

  func refresh() async throws -> [Appeal] {
    try await calls.call("appeals.refresh")
  }

  func save(draft: AppealDraft) async throws -> Appeal {
    try await calls.call("appeals.save", draft)
  }

  func send(id: String) async throws -> Appeal {
    try await calls.call("appeals.send", id)
  }
}

final class FakeParty: PartyProtocol {
  let calls: FakeCalls

  init(_ calls: FakeCalls) { self.calls = calls }

  func activities(request: ActivityRequest) async throws -> ActivityPage {
    try await calls.call("party.activities", request)
  }

  func overview() async throws -> PartyOverview {
    try await calls.call("party.overview")
  }

  func study(series: String) async throws -> StudyPage {
    try await calls.call("party.study", series)
  }
}

final class FakeIndustry: IndustryProtocol {
  let calls: FakeCalls

  init(_ calls: FakeCalls) { self.calls = calls }

  func calendar() async throws -> [PolicyDay] {
    try await calls.call("industry.calendar")
  }

  func overview() async throws -> IndustryOverview {
    try await calls.call("industry.overview")
  }

  func page(scope: Scope) async throws -> IndustryPage {
    try await calls.call("industry.page", scope)
  }

  func policies(request: PolicyRequest) async throws -> PolicyPage {
    try await calls.call("industry.policies", request)
  }
}

final class FakeRadar: RadarProtocol {
  let calls: FakeCalls

  init(_ calls: FakeCalls) { self.calls = calls }

  func delete(id: String) async throws {
    try await calls.call("radar.delete", id)
  }

  func export() async throws -> String {
    try await calls.call("radar.export")
  }

  func form(id: String?) async throws -> RadarRuleForm {
    try await calls.call("radar.form", id)
  }

  func hits(rule: String?, before: String?, limit: UInt32) async throws -> RadarPage {
    try await calls.call("radar.hits", rule, before, limit)
  }

  func `import`(file: String) async throws -> UInt32 {
    try await calls.call("radar.import", file)
  }

  func markSeen(rule: String?) async throws {
    try await calls.call("radar.markSeen", rule)
  }

  func overview() async throws -> RadarOverview {
    try await calls.call("radar.overview")
  }

  func save(rule: RadarRule) async throws -> String {
    try await calls.call("radar.save", rule)
  }
}

final class FakeServices: ServicesProtocol {
  let calls: FakeCalls

  init(_ calls: FakeCalls) { self.calls = calls }

  func directory(openNow: Bool) async throws -> [ServiceGroup] {
    try await calls.call("services.directory", openNow)
  }

  func list(request: ServiceRequest) async throws -> ServicePage {
    try await calls.call("services.list", request)
  }
}
