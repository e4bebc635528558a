// Many conversations at once on one thread, a few of them at one host.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

namespace runseal::audit {

struct Job {
  std::string host;  // jobs with the same one share its limit
  std::function<boost::asio::awaitable<void>()> work;
};

// Returns when all have ended. A job that throws has ended. Started in the given order, as far as the limits allow.
void run_jobs(std::vector<Job> jobs, int parallel, int per_host);

}  // namespace runseal::audit
