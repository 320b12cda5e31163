package cn.songming.app

import cn.songming.app.core.CoreClient
import cn.songming.core.Change
import cn.songming.core.ChangeListener
import cn.songming.core.ClientException
import cn.songming.core.ClientInterface
import cn.songming.core.ItemKind
import cn.songming.core.ItemRow
import cn.songming.core.Items
import cn.songming.core.ItemsInterface
import cn.songming.core.LoadedList
import cn.songming.core.NoHandle
import cn.songming.core.Scope
import cn.songming.core.Subscription
import cn.songming.core.changes
import cn.songming.core.pages
import java.lang.reflect.InvocationHandler
import java.lang.reflect.Method
import java.lang.reflect.Proxy
import kotlin.coroutines.Continuation
import kotlin.coroutines.intrinsics.COROUTINE_SUSPENDED
import kotlin.coroutines.intrinsics.intercepted
import kotlin.coroutines.resume
import kotlin.coroutines.resumeWithException

/** A call to the fake: `home`, or with the name of its object `appeals.save`. */
data class RecordedCall(val name: String, val arguments: List<Any?>)

/**
 * A [CoreClient] with the answers that a test gives. A call without an answer fails the test, and every call is recorded. Changes are
 * announced by [announce], and by an answer that does what the core announces.
 *
 * Changes and pages go through the flows and the pager of the bindings, which call the generated client: its call `items.load` is
 * answered like all others.
 */
class FakeClient {
    private val answers = mutableMapOf<String, (List<Any?>) -> Any?>()
    private val listeners = mutableListOf<ChangeListener>()
    val calls = mutableListOf<RecordedCall>()

    private val generated = proxy(ClientInterface::class.java, prefix = "") as ClientInterface
    val client: CoreClient = proxy(CoreClient::class.java, prefix = "") as CoreClient

    fun answer(name: String, answer: (List<Any?>) -> Any?) = apply { answers[name] = answer }

    fun fails(name: String, exception: ClientException) = answer(name) { throw exception }

    /** The call takes until [release], and then returns [value]. */
    fun holds(name: String, value: Any?) = answer(name) { held.add(value); Held }

    /** Ends all calls that are held. */
    fun release() {
        val ending = waiting.toList()
        waiting.clear()
        for ((continuation, value) in ending) continuation.resume(value)
    }

    private object Held
    private val held = ArrayDeque<Any?>()
    private val waiting = mutableListOf<Pair<Continuation<Any?>, Any?>>()

    fun count(name: String): Int = calls.count { it.name == name }

    /** The arguments of the last call with this name. */
    fun last(name: String): List<Any?> = calls.last { it.name == name }.arguments

    fun announce(change: Change) = listeners.toList().forEach { it.changed(change) }

    private fun proxy(type: Class<*>, prefix: String): Any {
        val handler = InvocationHandler { proxy, method, arguments -> invoke(proxy, method, arguments.orEmpty(), prefix) }
        return Proxy.newProxyInstance(type.classLoader, arrayOf(type), handler)
    }

    private fun invoke(proxy: Any, method: Method, arguments: Array<out Any?>, prefix: String): Any? {
        // Kotlin adds a hash to the name of a method with unsigned numbers.
        val name = method.name.substringBefore('-')
        val given = arguments.filter { it !is Continuation<*> }
        return when (name) {
            "hashCode" -> System.identityHashCode(proxy)
            "equals" -> proxy === given.single()
            "toString" -> "a fake client"
            "subscribe" -> subscribe(given.single() as ChangeListener)
            "getChanges" -> generated.changes()
            "pages" -> generated.pages(given[0] as Scope, initialRows = given[1] as Int)
            "items" -> FakeItems(client.items)
            else -> {
                val objectType = method.returnType.takeIf { method.declaringClass == CoreClient::class.java && name.startsWith("get") }
                if (objectType != null) proxy(objectType, prefix = name.removePrefix("get").replaceFirstChar(Char::lowercase) + ".") else call(prefix + name, given, arguments)
            }
        }
    }

    private fun call(name: String, given: List<Any?>, arguments: Array<out Any?>): Any? {
        synchronized(calls) { calls += RecordedCall(name, given) }
        val answer = checkNotNull(answers[name]) { "the test gives no answer for $name" }
        @Suppress("UNCHECKED_CAST")
        return try {
            val value = answer(given)
            if (value !== Held) return value
            waiting += (arguments.last() as Continuation<Any?>).intercepted() to held.removeFirst()
            COROUTINE_SUSPENDED
        } catch (exception: ClientException) {
            // A proxy cannot throw a checked exception that its method does not declare.
            (arguments.last() as Continuation<Any?>).intercepted().resumeWithException(exception)
            COROUTINE_SUSPENDED
        }
    }

    /** Like the core, calls the listener with [Change.ALL] before it returns. */
    private fun subscribe(listener: ChangeListener): Any {
        listeners += listener
        listener.changed(Change.ALL)
        return object : Subscription(NoHandle) {
            override fun cancel() {
                listeners -= listener
            }

            override fun destroy() = Unit
        }
    }
}

/** The class that the generated client hands out, with the calls of the pager. */
private class FakeItems(private val items: ItemsInterface) : Items(NoHandle) {
    override suspend fun load(scope: Scope, position: String?, rows: UInt, more: Boolean): LoadedList = items.load(scope, position, rows, more)
}

fun itemRow(id: String, title: String = "题 $id", read: Boolean = false) = ItemRow(
    id = id, kind = ItemKind.ARTICLE, title = title, summary = "", source = "嵩明发布", module = "news", channel = "weibo",
    published = 0, publishedText = "今天", flash = false, corrected = false, image = null, story = null, versions = 1u,
    alsoIn = emptyList(), read = read, favourite = false, liked = false,
)
