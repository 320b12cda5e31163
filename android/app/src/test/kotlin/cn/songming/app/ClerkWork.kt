package cn.songming.app

import cn.songming.core.ClientInterface
import cn.songming.core.FieldValue
import cn.songming.core.NetworkClass

/** The ids of what a clerk has in the middle of their work. */
class ClerkWork(val returned: String, val published: String, val parked: String, val sending: String)

/**
 * Of a clerk who is logged in: two drafts, one of which answers a 退改, and a submission in each of several states: published in its
 * second version, returned, parked, paused, and one of whose photos the publisher has a part.
 */
suspend fun TestClerk.work(client: ClientInterface): ClerkWork {
    val published = writeAndSend("联络站样稿：新生产线投产")
    review(published, "first-review", "returned")
    client.submissions().refresh()
    client.drafts().edit(published)
    val text = "园区一家企业的新生产线11月20日投产，厂房里试运行了三个班次。"
    client.drafts().save(published, listOf(FieldValue("text", text)))
    client.drafts().send(published)
    send()
    review(published, "first-review", "second-review", "final-review", "adopted", "published")

    val returned = write("园区道路改造完工", "IMG_1.png")
    client.drafts().send(returned)
    send()
    val revised = writeAndSend("职工技能比赛开赛")
    for (id in listOf(returned, revised)) review(id, "first-review", "returned")
    client.submissions().refresh()
    client.drafts().edit(revised)
    write("园区招聘会预告")

    limitTitles(3)
    val parked = write("企业服务日活动通知")
    queue(parked)
    send()
    limitTitles(60)

    val paused = write("消防演练")
    queue(paused)
    client.submissions().pause(paused)

    // One photo arrives; of the next one a part, then the publisher asks for an hour.
    faults(
        """{"mode": "cut-request", "after_bytes": 20000, "method": "PATCH", "path": "/v1/station/media", "skip": 1, "times": 1}""",
        """{"mode": "status", "status": 503, "retry_after": 3600, "method": "PATCH", "path": "/v1/station/media", "skip": 1}""",
    )
    val sending = write("夜校开班", "IMG_1.png", "IMG_1.png")
    queue(sending)
    client.setNetwork(NetworkClass.UNMETERED)
    check(client.submissions().send(60u).left == 1u)
    for (submission in client.submissions().list()) if (submission.id != parked) client.submissions().markSeen(submission.id)
    return ClerkWork(returned, published, parked, sending)
}
