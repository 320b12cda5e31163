import SongmingCore

public func noticeRow(_ id: String, number: String? = nil) -> NoticeRow {
  NoticeRow(
    row: itemRow(id), issuer: "样例单位", documentNumber: number, issued: nil, issuedText: "",
    validUntil: nil, validUntilText: "", expired: false, topic: nil, replaces: [], replacedBy: [],
    validity: "")
}

public func policyRow(_ id: String) -> PolicyRow {
  PolicyRow(
    row: itemRow(id), issuer: "样例单位", appliesTo: nil, contact: nil, deadline: nil, closed: false,
    sizes: [], sectors: [], parks: [])
}

public func sampleAppeal(
  id: String = "a1", title: String = "", text: String = "灯", number: String? = nil,
  code: String? = nil, events: [AppealEvent] = [], unseen: Bool = false, editable: Bool = true
) -> Appeal {
  Appeal(
    id: id, kind: .consultation, kindText: "咨询", title: title, text: text, town: nil, name: nil,
    phone: nil, state: .draft, stateText: "草稿", reason: "", changed: 0, changedText: "", number: number,
    code: code, received: nil, acceptBy: nil, answerBy: nil, events: events, unseen: unseen,
    editable: editable)
}

public func appealForm(
  _ draft: AppealDraft = AppealDraft(id: nil, kind: .consultation), reason: String = ""
) -> AppealForm {
  AppealForm(
    draft: draft, reason: reason, kinds: [AppealKindOption(kind: .consultation, name: "咨询")],
    towns: [Term(code: "yanglin", name: "杨林镇")])
}

public func radarForm(_ rule: RadarRule = RadarRule(name: "")) -> RadarRuleForm {
  RadarRuleForm(
    rule: rule, sectors: [Term(code: "auto", name: "汽车")], parks: [], sizes: [],
    kinds: [ItemKindOption(kind: .policy, name: "政策")], remindSteps: [3])
}
