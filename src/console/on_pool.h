// Work that may wait, done on a thread of a pool; the coroutine goes on, on its own thread, with what came of it.
#pragma once

#include <type_traits>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace runseal::console {

template <class F>
boost::asio::awaitable<std::invoke_result_t<F&>> on(boost::asio::thread_pool& pool, F work) {
  using Outcome = std::invoke_result_t<F&>;
  co_return co_await boost::asio::co_spawn(
      pool, [&work]() -> boost::asio::awaitable<Outcome> { co_return work(); }, boost::asio::use_awaitable);
}

}  // namespace runseal::console
