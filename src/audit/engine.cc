#include "audit/engine.h"

#include <algorithm>
#include <exception>
#include <list>
#include <map>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace runseal::audit {
namespace {

class Engine {
 public:
  Engine(std::vector<Job> jobs, int parallel, int per_host)
      : waiting_(std::move_iterator(jobs.begin()), std::move_iterator(jobs.end())),
        parallel_(std::max(parallel, 1)),
        per_host_(std::max(per_host, 1)) {}

  void run() {
    start_what_may();
    context_.run();
  }

 private:
  void start_what_may() {
    for (auto job = waiting_.begin(); job != waiting_.end() && running_ < parallel_;) {
      if (at_host_[job->host] >= per_host_) {
        ++job;
        continue;
      }
      const auto started = job++;
      start(std::move(*started));
      waiting_.erase(started);
    }
  }

  void start(Job job) {
    ++running_;
    ++at_host_[job.host];
    // the completion handler keeps the function alive for as long as its coroutine runs
    const auto work = std::make_shared<std::function<boost::asio::awaitable<void>()>>(std::move(job.work));
    boost::asio::co_spawn(context_, (*work)(), [this, work, host = job.host](const std::exception_ptr&) {
      --running_;
      --at_host_[host];
      start_what_may();
    });
  }

  boost::asio::io_context context_{1};
  std::list<Job> waiting_;
  std::map<std::string, int> at_host_;
  int parallel_;
  int per_host_;
  int running_ = 0;
};

}  // namespace

void run_jobs(std::vector<Job> jobs, int parallel, int per_host) { Engine(std::move(jobs), parallel, per_host).run(); }

}  // namespace runseal::audit
