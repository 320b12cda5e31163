package cn.songming.core

import java.nio.ByteBuffer
import java.nio.channels.FileChannel
import java.nio.file.Files
import java.nio.file.StandardOpenOption
import kotlinx.serialization.json.put
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

/** Only for a publisher that does not answer at all: a busy one may take longer than this. */
private val IMPATIENT = TimeLimits(connectMs = 2_000u, firstByteMs = 200u, pauseMs = 200u, wholeMs = 2_000u)

/** Every kind of error that can be provoked, and what is stored stays as it was. */
class ErrorsTest : Scenario() {
    /** The sync fails in this way; the lists are as before, and the next sync is well. */
    private suspend fun <E : ClientException> Client.fails(
        kind: kotlin.reflect.KClass<E>,
        vararg codes: String,
        fault: () -> Unit,
    ): E {
        val before = everything()
        fault()
        val error = refused(kind, *codes) { sync(null) }
        assertEquals(before, everything())
        return error
    }

    @Test
    fun `offline when connections break`() = scenario {
        val client = ready()
        client.fails(ClientException.Offline::class, "cut", "unreachable") { publisher.fault("down") }
        publisher.fault("none")
        assertEquals(SyncOutcome.Unchanged, client.sync(null).outcome)
    }

    @Test
    fun `offline when an answer is cut in the middle`() = scenario {
        val client = ready()
        publisher.publish("新消息", "<p>${"很长".repeat(2000)}</p>")
        client.fails(ClientException.Offline::class, "cut") { publisher.fault("cut") { put("after_bytes", 300) } }
        publisher.fault("none")
        assertEquals(SyncOutcome.Changed(1u, 0u, 0u), client.sync(null).outcome)
    }

    @Test
    fun `timeout when nobody answers`() = scenario {
        ready().shutDown()
        open(IMPATIENT).fails(ClientException.Timeout::class, "slow") { publisher.fault("stall") }
    }

    @Test
    fun `rate limited, and for how long`() = scenario {
        val error = ready().fails(ClientException.RateLimited::class, "busy") {
            publisher.fault("status") {
                put("status", 503)
                put("retry_after", 7)
            }
        }
        assertEquals(7u, error.retryAfterSeconds)
    }

    @Test
    fun `signed out`() = scenario {
        ready().fails(ClientException.SignedOut::class, "signed-out") {
            publisher.fault("status") { put("status", 401) }
        }
    }

    @Test
    fun `rejected for what no second try changes`() = scenario {
        val client = ready()
        refused(ClientException.Rejected::class, "not-found") { client.article("sm-20000101-001") }
        refused(ClientException.Rejected::class, "bad-request") { client.list(Scope.All, null, 0u) }
        refused(ClientException.Rejected::class, "bad-request") { client.list(Scope.All, null, 201u) }
        refused(ClientException.Rejected::class, "bad-request") { client.list(Scope.All, "no key", 20u) }
        refused(ClientException.Rejected::class, "bad-address") { client.addSource("ftp://127.0.0.1/feed") }
        refused(ClientException.Rejected::class, "bad-address") {
            Client.open(OpenRequest(folder.resolve("other").toString(), "http://news.example/"))
        }
        publisher.fault("body") {
            put("content_type", "text/plain")
            put("body", "今天没有新闻。")
        }
        refused(ClientException.Rejected::class, "not-a-feed") { client.addSource("${publisher.address}/feed") }
        client.fails(ClientException.Rejected::class, "refused") { publisher.fault("status") { put("status", 403) } }
    }

    @Test
    fun `storage, when the folder is a file`() = scenario {
        val file = Files.writeString(folder.resolve("file"), "")
        refused(ClientException.Storage::class, "database") { Client.open(OpenRequest(file.toString())) }
    }

    @Test
    fun `storage, when a newer version wrote what cannot be fetched again`() = scenario {
        ready().shutDown()
        // SQLite keeps user_version at byte 60 of the file.
        FileChannel.open(folder.resolve("outbox.sqlite3"), StandardOpenOption.WRITE).use {
            it.write(ByteBuffer.allocate(4).putInt(999).flip(), 60)
        }
        val client = open()
        refused(ClientException.Storage::class, "from-the-future") { client.consent() }
        assertEquals(10, client.home().latest.size)
    }

    @Test
    fun `unexpected, when the publisher talks nonsense`() = scenario {
        val client = ready()
        val feed = "application/feed+json"
        val bodies = listOf(
            Triple(feed, "{\"version\":", "malformed"),
            Triple(feed, "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":7}", "wrong-schema"),
            Triple("text/html", "<p>登录校园网</p>", "wrong-type"),
        )
        for ((type, body, code) in bodies) {
            client.fails(ClientException.Unexpected::class, code) {
                publisher.fault("body") {
                    put("content_type", type)
                    put("body", body)
                }
            }
        }
        client.fails(ClientException.Unexpected::class, "too-large") { publisher.fault("bomb") }
        client.fails(ClientException.Unexpected::class, "server-fault") {
            publisher.fault("status") { put("status", 500) }
        }
        publisher.fault("none")
        assertEquals(SyncOutcome.Unchanged, client.sync(null).outcome)
    }
}
