package cn.songming.core

import java.nio.ByteBuffer
import java.nio.channels.FileChannel
import java.nio.file.Files
import java.nio.file.StandardOpenOption
import kotlinx.serialization.json.put
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

/** Only for a publisher that does not answer at all: a busy machine may need longer than this. */
private val SHORT_LIMITS = TimeLimits(connectMs = 2_000u, firstByteMs = 200u, pauseMs = 200u, wholeMs = 2_000u)

/** Each kind of error that a test can provoke; stored data stays unchanged. */
class ErrorsTest : ClientTest() {
    /** With this fault a sync fails with this error; the lists stay unchanged. */
    private suspend inline fun <reified E : ClientException> Client.fails(vararg codes: String, fault: () -> Unit): E {
        val before = allIds()
        fault()
        val error = assertClientError<E>(*codes) { sync(null) }
        assertEquals(before, allIds())
        return error
    }

    @Test
    fun `offline when connections break`() = runWithTimeout {
        val client = openSynced()
        client.fails<ClientException.Offline>("cut", "unreachable") { publisher.fault("down") }
        publisher.fault("none")
        assertEquals(SyncOutcome.Unchanged, client.sync(null).outcome)
    }

    @Test
    fun `offline when a response is cut in the middle`() = runWithTimeout {
        val client = openSynced()
        publisher.publish("新消息", "<p>${"很长".repeat(2000)}</p>")
        client.fails<ClientException.Offline>("cut") { publisher.fault("cut") { put("after_bytes", 300) } }
        publisher.fault("none")
        assertEquals(SyncOutcome.Changed(1u, 0u, 0u), client.sync(null).outcome)
    }

    @Test
    fun `timeout when the publisher does not answer`() = runWithTimeout {
        openSynced().shutDown()
        open(SHORT_LIMITS).fails<ClientException.Timeout>("slow") { publisher.fault("stall") }
    }

    @Test
    fun `rate limited, with the seconds to wait`() = runWithTimeout {
        val error = openSynced().fails<ClientException.RateLimited>("busy") {
            publisher.fault("status") {
                put("status", 503)
                put("retry_after", 7)
            }
        }
        assertEquals(7u, error.retryAfterSeconds)
    }

    @Test
    fun `signed out`() = runWithTimeout {
        openSynced().fails<ClientException.SignedOut>("signed-out") {
            publisher.fault("status") { put("status", 401) }
        }
    }

    @Test
    fun `rejected when a second try changes nothing`() = runWithTimeout {
        val client = openSynced()
        assertClientError<ClientException.Rejected>("not-found") { client.items().get("sm-20000101-001").article }
        assertClientError<ClientException.Rejected>("bad-request") { client.items().list(Scope.All, null, 0u) }
        assertClientError<ClientException.Rejected>("bad-request") { client.items().list(Scope.All, null, 201u) }
        assertClientError<ClientException.Rejected>("bad-request") { client.items().list(Scope.All, "no key", 20u) }
        assertClientError<ClientException.Rejected>("bad-address") { client.sources().add("ftp://127.0.0.1/feed") }
        assertClientError<ClientException.Rejected>("bad-address") {
            Client.open(OpenRequest(folder.resolve("other").toString(), "http://news.example/"))
        }
        publisher.fault("body") {
            put("content_type", "text/plain")
            put("body", "今天没有新闻。")
        }
        assertClientError<ClientException.Rejected>("not-a-feed") { client.sources().add("${publisher.address}/feed") }
        client.fails<ClientException.Rejected>("refused") { publisher.fault("status") { put("status", 403) } }
    }

    @Test
    fun `storage, when the folder is a file`() = runWithTimeout {
        val file = Files.writeString(folder.resolve("file"), "")
        assertClientError<ClientException.Storage>("database") { Client.open(OpenRequest(file.toString())) }
    }

    @Test
    fun `storage, when a newer version wrote the outbox`() = runWithTimeout {
        openSynced().shutDown()
        // SQLite keeps user_version at byte 60 of the file.
        FileChannel.open(folder.resolve("outbox.sqlite3"), StandardOpenOption.WRITE).use {
            it.write(ByteBuffer.allocate(4).putInt(999).flip(), 60)
        }
        val client = open()
        assertClientError<ClientException.Storage>("from-the-future") { client.privacy().consent() }
        assertEquals(10, client.home().latest.size)
    }

    @Test
    fun `unexpected, when the publisher breaks the protocol`() = runWithTimeout {
        val client = openSynced()
        val feed = "application/feed+json"
        val bodies = listOf(
            Triple(feed, "{\"version\":", "malformed"),
            Triple(feed, "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":7}", "wrong-schema"),
            Triple("text/html", "<p>登录校园网</p>", "wrong-type"),
        )
        for ((type, body, code) in bodies) {
            client.fails<ClientException.Unexpected>(code) {
                publisher.fault("body") {
                    put("content_type", type)
                    put("body", body)
                }
            }
        }
        client.fails<ClientException.Unexpected>("too-large") { publisher.fault("bomb") }
        client.fails<ClientException.Unexpected>("server-fault") {
            publisher.fault("status") { put("status", 500) }
        }
        publisher.fault("none")
        assertEquals(SyncOutcome.Unchanged, client.sync(null).outcome)
    }
}
