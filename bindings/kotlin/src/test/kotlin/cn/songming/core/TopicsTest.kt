package cn.songming.core

import java.time.Instant
import java.time.temporal.ChronoUnit
import kotlinx.serialization.json.add
import kotlinx.serialization.json.put
import kotlinx.serialization.json.putJsonArray
import kotlinx.serialization.json.putJsonObject
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class TopicsTest : ClientTest() {
    private suspend fun Client.guide(id: String): Guide = (items().get(id).details as ItemDetails.Guide).guide

    @Test
    fun `an appeal is written offline, sent once and tracked until its answer`() = runWithTimeout {
        val client = openWithConsent()
        client.setNetwork(NetworkClass.OFFLINE)
        val draft = client.appeals().save(AppealDraft(kind = AppealKind.COMPLAINT, title = "三号路灯不亮"))
        assertClientError<ClientException.Rejected>("appeal-text") { client.appeals().send(draft.id) }
        client.appeals().save(
            AppealDraft(draft.id, AppealKind.COMPLAINT, "三号路灯不亮", "样例路26号门口的路灯三天没有亮。"),
        )
        assertEquals(AppealState.QUEUED, client.appeals().send(draft.id).state)
        assertClientError<ClientException.Rejected>("appeal-sent") {
            client.appeals().save(AppealDraft(draft.id, AppealKind.COMPLAINT, "改", "改"))
        }

        client.setNetwork(NetworkClass.METERED)
        client.sync()
        val received = client.appeals().get(draft.id)
        assertEquals(AppealState.RECEIVED, received.state)
        assertNotNull(received.acceptBy)
        val number = received.number!!
        assertClientError<ClientException.Rejected>("appeal-open") { client.appeals().delete(draft.id) }

        publisher.post("appeal") {
            put("number", number)
            put("stage", "answered")
            put("office", "样例单位")
            put("text", "已经修好。")
        }
        val answered = client.appeals().refresh().single()
        assertEquals(AppealState.ANSWERED, answered.state)
        assertEquals("已经修好。", answered.events.last().text)
        assertTrue(answered.unseen)
        client.appeals().markSeen(draft.id)
        assertFalse(client.appeals().get(draft.id).unseen)
        client.appeals().delete(draft.id)
        assertEquals(emptyList<Appeal>(), client.government().overview().appeals)
    }

    @Test
    fun `an exercise is never shown as real, and a cancellation ends the alerts that it names`() = runWithTimeout {
        val client = openSynced()
        val now = Instant.now().truncatedTo(ChronoUnit.SECONDS)
        suspend fun alert(id: String, status: String, message: String, vararg references: String) {
            publisher.post("publish") {
                put("id", id)
                put("title", "暴雨橙色预警")
                put("content_html", "<p>请减少外出。</p>")
                put("kind", "alert")
                put("module", "alert")
                putJsonObject("alert") {
                    put("identifier", id)
                    put("status", status)
                    put("msg_type", message)
                    put("scope", "Public")
                    put("event", "暴雨")
                    put("category", "Met")
                    put("urgency", "Immediate")
                    put("severity", "Severe")
                    put("certainty", "Observed")
                    put("effective", now.minusSeconds(60).toString())
                    put("expires", now.plusSeconds(3600).toString())
                    putJsonArray("areas") {}
                    putJsonArray("references") {
                        references.forEach { add("alert@example.org,$it,$now") }
                    }
                }
            }
            client.sync()
        }
        alert("drill", "Exercise", "Alert")
        alert("real", "Actual", "Alert")
        val alerts = client.alerts().page().current
        assertEquals(listOf("real", "drill"), alerts.map { it.row.id })
        assertTrue(alerts.last().headline.startsWith("【演练】") && !alerts.last().real)
        assertEquals(listOf(true, false), client.reminders().filter { it.kind == ReminderKind.ALERT }.map { it.urgent })
        client.alerts().acknowledge("real")
        assertTrue(client.alerts().page().current.first().acknowledged)
        alert("end", "Actual", "Cancel", "real")
        assertEquals(listOf("drill"), client.alerts().page().current.map { it.row.id })
        val real = client.items().get("real").details as ItemDetails.Alert
        assertEquals(AlertState.Cancelled("end"), real.alert.alert.state)
    }

    @Test
    fun `notices are found by issuer and number, and materials of a guide are ticked offline`() = runWithTimeout {
        val client = openWithAllPages()
        client.setNetwork(NetworkClass.OFFLINE)
        val notices = client.government().notices(NoticeRequest()).items
        assertTrue(notices.size > 3)
        val one = notices.first { it.documentNumber != null }
        val byIssuer = client.government().notices(NoticeRequest(issuer = one.issuer)).items
        assertTrue(byIssuer.all { it.issuer == one.issuer } && one.row.id in byIssuer.map { it.row.id })
        val byNumber = client.government().notices(NoticeRequest(number = one.documentNumber)).items
        assertTrue(one.row.id in byNumber.map { it.row.id })

        val id = client.government().guides(limit = 50u).items.first().id
        client.guide(id).materials.forEach { client.government().tickMaterial(id, it.text, true) }
        assertTrue(client.guide(id).ready)
        assertClientError<ClientException.Rejected>("bad-request") {
            client.government().tickMaterial(id, "没有这份材料", true)
        }
        client.government().clearTicks(id)
        assertFalse(client.guide(id).ready)
    }

    @Test
    fun `the directory tells what is open and what is near`() = runWithTimeout {
        val client = openWithAllPages()
        val groups = client.services().directory()
        assertTrue(groups.size > 5 && groups.all { it.entries.isNotEmpty() })
        val all = client.services().list(ServiceRequest(limit = 200u)).items
        assertEquals(groups.sumOf { it.entries.size }, all.size)
        assertTrue(all.mapNotNull { it.opening }.all { it.words.isNotEmpty() })
        val near = client.services().list(ServiceRequest(position = Position(25.34, 103.04), limit = 200u)).items
        assertEquals(all.map { it.row.id }.toSet(), near.map { it.row.id }.toSet())
        val distances = near.mapNotNull { it.distance }
        assertTrue(distances.isNotEmpty() && distances == distances.sorted())
    }
}
