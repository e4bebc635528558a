// Many conversations at once on one thread, a few of them at one host.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "audit/turn.h"

namespace runseal::audit {

struct Job {
  std::string host;  // jobs with the same one share its limit
  std::function<boost::asio::awaitable<void>(Turn&)> work;
};

// Returns when all have ended. A job that throws has ended. Started in the given order, as far as the limits allow: at
// most `per_host` have begun and not ended at a host; at most `parallel` talk, and half as many more wait for a server
// that has not answered for a second.
void run_jobs(std::vector<Job> jobs, int parallel, int per_host);

}  // namespace runseal::audit
