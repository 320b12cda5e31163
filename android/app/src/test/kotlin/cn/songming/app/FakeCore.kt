package cn.songming.app

import cn.songming.app.core.Change
import cn.songming.app.core.Core
import cn.songming.app.core.CoreFault
import cn.songming.app.core.ItemKind
import cn.songming.app.core.ItemRow
import java.lang.reflect.InvocationHandler
import java.lang.reflect.Method
import java.lang.reflect.Proxy
import kotlin.coroutines.Continuation
import kotlin.coroutines.intrinsics.COROUTINE_SUSPENDED
import kotlin.coroutines.intrinsics.intercepted
import kotlin.coroutines.resume
import kotlin.coroutines.resumeWithException

/** What a call of the core was asked: its name, and its arguments. */
data class Asked(val name: String, val arguments: List<Any?>)

/**
 * The core's interface with answers that a test writes. A call without an answer fails the test, and every call is remembered;
 * listeners are called by [change]. The one place beside Core.kt that names generated code: it stands in for it.
 */
class FakeCore : InvocationHandler {
    private val answers = mutableMapOf<String, (List<Any?>) -> Any?>()
    private val listeners = mutableListOf<cn.songming.core.ChangeListener>()
    val asked = mutableListOf<Asked>()

    val core: Core = Proxy.newProxyInstance(Core::class.java.classLoader, arrayOf(Core::class.java), this) as Core

    fun answer(name: String, answer: (List<Any?>) -> Any?) = apply { answers[name] = answer }

    fun fails(name: String, fault: CoreFault) = answer(name) { throw fault }

    /** A call that takes until [release]; what it answers then. */
    fun holds(name: String, value: Any?) = answer(name) { held.add(name to value); Held }

    /** Lets all calls end that are held. */
    fun release() {
        val ending = waiting.toList()
        waiting.clear()
        for ((continuation, value) in ending) continuation.resume(value)
    }

    private object Held
    private val held = ArrayDeque<Pair<String, Any?>>()
    private val waiting = mutableListOf<Pair<Continuation<Any?>, Any?>>()

    fun count(name: String): Int = asked.count { it.name == name }

    fun last(name: String): List<Any?> = asked.last { it.name == name }.arguments

    fun change(what: Change) = listeners.toList().forEach { it.changed(what) }

    override fun invoke(proxy: Any, method: Method, arguments: Array<Any?>?): Any? {
        // Kotlin adds a hash to the name of a method with unsigned numbers.
        val name = method.name.substringBefore('-')
        val given = arguments.orEmpty().filter { it !is Continuation<*> }
        if (name == "hashCode") return System.identityHashCode(this)
        if (name == "equals") return proxy === given.single()
        if (name == "toString") return "a fake core"
        synchronized(asked) { asked += Asked(name, given) }
        if (name == "subscribe") return subscription(given.single() as cn.songming.core.ChangeListener)
        val answer = checkNotNull(answers[name]) { "nobody said what $name answers" }
        @Suppress("UNCHECKED_CAST")
        return try {
            val said = answer(given)
            if (said !== Held) return said
            waiting += (arguments.orEmpty().last() as Continuation<Any?>).intercepted() to held.removeFirst().second
            COROUTINE_SUSPENDED
        } catch (fault: CoreFault) {
            // A proxy may not throw what Java would have to declare.
            (arguments.orEmpty().last() as Continuation<Any?>).intercepted().resumeWithException(fault)
            COROUTINE_SUSPENDED
        }
    }

    /** As the real one: the first call is everything, and comes before this returns. */
    private fun subscription(listener: cn.songming.core.ChangeListener): Any {
        listeners += listener
        listener.changed(Change.ALL)
        return object : cn.songming.core.Subscription(cn.songming.core.NoHandle) {
            override fun cancel() {
                listeners -= listener
            }

            override fun destroy() = Unit
        }
    }
}

/** An item as a list shows it. */
fun row(id: String, title: String = "题 $id", read: Boolean = false) = ItemRow(
    id = id, kind = ItemKind.ARTICLE, title = title, summary = "", source = "嵩明发布", module = "news", channel = "weibo",
    published = 0, publishedText = "今天", flash = false, corrected = false, image = null, story = null, versions = 1u,
    alsoIn = emptyList(), read = read, favourite = false, liked = false,
)
