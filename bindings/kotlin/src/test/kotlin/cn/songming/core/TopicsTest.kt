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

class TopicsTest : Scenario() {
    @Test
    fun `an appeal is written offline, sent once and followed to its answer`() = scenario {
        val client = phone()
        client.setNetwork(NetworkClass.OFFLINE)
        val draft = client.saveAppeal(AppealDraft(kind = AppealKind.COMPLAINT, title = "三号路灯不亮"))
        refused(ClientException.Rejected::class, "appeal-text") { client.sendAppeal(draft.id) }
        client.saveAppeal(
            AppealDraft(draft.id, AppealKind.COMPLAINT, "三号路灯不亮", "样例路26号门口的路灯三天没有亮。"),
        )
        assertEquals(AppealState.QUEUED, client.sendAppeal(draft.id).state)
        refused(ClientException.Rejected::class, "appeal-sent") {
            client.saveAppeal(AppealDraft(draft.id, AppealKind.COMPLAINT, "改", "改"))
        }

        client.setNetwork(NetworkClass.METERED)
        client.sync()
        val received = client.appeal(draft.id)
        assertEquals(AppealState.RECEIVED, received.state)
        assertNotNull(received.acceptBy)
        val number = received.number!!
        refused(ClientException.Rejected::class, "appeal-open") { client.deleteAppeal(draft.id) }

        publisher.order("appeal") {
            put("number", number)
            put("stage", "answered")
            put("office", "样例单位")
            put("text", "已经修好。")
        }
        val answered = client.refreshAppeals().single()
        assertEquals(AppealState.ANSWERED, answered.state)
        assertEquals("已经修好。", answered.events.last().text)
        assertTrue(answered.unseen)
        client.lookAtAppeal(draft.id)
        assertFalse(client.appeal(draft.id).unseen)
        client.deleteAppeal(draft.id)
        assertEquals(emptyList<Appeal>(), client.appeals())
    }

    @Test
    fun `an exercise is never shown as real, and a cancellation ends what it names`() = scenario {
        val client = ready()
        val now = Instant.now().truncatedTo(ChronoUnit.SECONDS)
        suspend fun alert(id: String, status: String, message: String, vararg references: String) {
            publisher.order("publish") {
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
        val alerts = client.alerts()
        assertEquals(listOf("real", "drill"), alerts.map { it.row.id })
        assertTrue(alerts.last().headline.startsWith("【演练】") && !alerts.last().real)
        assertEquals(listOf(true, false), client.plans().filter { it.kind == PlanKind.ALERT }.map { it.urgent })
        client.acknowledgeAlert("real")
        assertTrue(client.alerts().first().acknowledged)
        alert("end", "Actual", "Cancel", "real")
        assertEquals(listOf("drill"), client.alerts().map { it.row.id })
        assertEquals(AlertState.Cancelled("end"), client.alert("real").alert.state)
    }

    @Test
    fun `notices are found by issuer and number, and a guide is ticked off offline`() = scenario {
        val client = whole()
        client.setNetwork(NetworkClass.OFFLINE)
        val notices = client.notices(NoticeRequest()).items
        assertTrue(notices.size > 3)
        val one = notices.first { it.documentNumber != null }
        val byIssuer = client.notices(NoticeRequest(issuer = one.issuer)).items
        assertTrue(byIssuer.all { it.issuer == one.issuer } && one.row.id in byIssuer.map { it.row.id })
        assertTrue(one.row.id in client.notices(NoticeRequest(number = one.documentNumber)).items.map { it.row.id })

        val id = client.guides(limit = 50u).items.first().id
        client.guide(id).materials.forEach { client.tickMaterial(id, it.text, true) }
        assertTrue(client.guide(id).ready)
        refused(ClientException.Rejected::class, "bad-request") { client.tickMaterial(id, "没有这份材料", true) }
        client.clearTicks(id)
        assertFalse(client.guide(id).ready)
    }

    @Test
    fun `the directory says what is open and what is near`() = scenario {
        val client = whole()
        val categories = client.serviceCategories()
        assertTrue(categories.size > 5 && categories.all { it.entries > 0u })
        val all = client.services(ServiceRequest(limit = 200u)).items
        assertEquals(categories.sumOf { it.entries.toInt() }, all.size)
        assertTrue(all.mapNotNull { it.opening }.all { it.words.isNotEmpty() })
        val near = client.services(ServiceRequest(position = Position(25.34, 103.04), limit = 200u)).items
        assertEquals(all.map { it.row.id }.toSet(), near.map { it.row.id }.toSet())
        val distances = near.mapNotNull { it.distance }
        assertTrue(distances.isNotEmpty() && distances == distances.sorted())
    }
}
