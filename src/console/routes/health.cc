#include "console/routes/health.h"

#include <unistd.h>

#include <fstream>

#include <fmt/format.h>

#include "console/statistics.h"
#include "service/directory.h"
#include "service/hub.h"
#include "service/jobs.h"

namespace runseal::console {
namespace {

using service::Caller;

Result<Answer> healthz(Console&, const Request&, const Caller&) { return Answer::json({{"alive", true}}); }

Result<std::uint64_t> evidence_size(Console& console) {
  return console.directory.read<std::uint64_t>([](service::Workspace& workspace) -> Result<std::uint64_t> {
    RUNSEAL_CHECK(workspace.database().version());
    RUNSEAL_TRY(const auto checkpoint, workspace.checkpoint());  // signed by this site's key
    return checkpoint.size;
  });
}

// Strangers are not told what is wrong; the service's log says it.
Result<Answer> readyz(Console& console, const Request&, const Caller&) {
  const auto size = evidence_size(console);
  if (size) return Answer::json({{"ready", true}});
  return fail(ErrorCode::unavailable, "the records or the evidence cannot be read", {}, "the service's log says why");
}

class Page {
 public:
  template <class T>
  void one(const char* name, const char* type, const char* help, T value) {
    head(name, type, help);
    text_ += fmt::format("{} {}\n", name, value);
  }
  void head(const char* name, const char* type, const char* help) {
    text_ += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n", name, help, type);
  }
  template <class T>
  void line(const std::string& name, T value) {
    text_ += fmt::format("{} {}\n", name, value);
  }
  std::string text_;
};

std::uint64_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::uint64_t all = 0;
  std::uint64_t resident = 0;
  file >> all >> resident;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

void add_answers(Page& page, const Statistics& statistics) {
  page.head("runseal_http_answers_total", "counter", "Answers, by class of status.");
  for (std::size_t i = 1; i < std::size(statistics.answers); ++i)
    page.line(fmt::format("runseal_http_answers_total{{status=\"{}xx\"}}", i + 1), statistics.answers[i].load());
  page.head("runseal_http_answer_seconds", "histogram", "Time from a request's header to its answer.");
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < Statistics::bounds.size(); ++i) {
    sum += statistics.within[i];
    page.line(fmt::format("runseal_http_answer_seconds_bucket{{le=\"{}\"}}", Statistics::bounds[i]), sum);
  }
  sum += statistics.within[Statistics::bounds.size()];
  page.line("runseal_http_answer_seconds_bucket{le=\"+Inf\"}", sum);
  page.line("runseal_http_answer_seconds_sum", static_cast<double>(statistics.microseconds) / 1e6);
  page.line("runseal_http_answer_seconds_count", sum);
}

void add_connections(Page& page, const Statistics& statistics) {
  page.one("runseal_connections", "gauge", "Connections that are open.", statistics.connections.load());
  page.one("runseal_event_streams", "gauge", "Pages that listen for events.", statistics.streams.load());
  page.one("runseal_connections_accepted_total", "counter", "Connections let in.", statistics.accepted.load());
  page.one("runseal_connections_refused_total", "counter", "Connections over a limit.", statistics.turned_away.load());
  page.one("runseal_handshakes_failed_total", "counter", "TLS handshakes that came to nothing.",
           statistics.handshakes_failed.load());
  page.one("runseal_requests_timed_out_total", "counter", "Requests that came too slowly.",
           statistics.timed_out.load());
  const auto up = std::chrono::steady_clock::now() - statistics.began;
  page.one("runseal_uptime_seconds", "gauge", "Since the service began.", std::chrono::duration<double>(up).count());
}

Result<Answer> metrics(Console& console, const Request&, const Caller&) {
  Page page;
  page.head("runseal_build_info", "gauge", "The version that runs.");
  page.line("runseal_build_info{version=\"" RUNSEAL_VERSION "\"}", 1);
  if (console.statistics != nullptr) {
    add_answers(page, *console.statistics);
    add_connections(page, *console.statistics);
  }
  const auto size = evidence_size(console);
  page.one("runseal_ready", "gauge", "Whether records and evidence can be read.", size ? 1 : 0);
  if (size) page.one("runseal_evidence_entries", "gauge", "Entries of the evidence log.", *size);
  RUNSEAL_TRY(const auto jobs, console.jobs.recent(1000));
  std::map<std::string, std::uint64_t> by_state;
  for (const auto& job : jobs) ++by_state[Json(job.state).get<std::string>()];
  page.head("runseal_jobs", "gauge", "The latest thousand jobs, by state.");
  for (const auto& [state, count] : by_state) page.line(fmt::format("runseal_jobs{{state=\"{}\"}}", state), count);
  page.one("process_resident_memory_bytes", "gauge", "Memory that the service takes.", resident_bytes());
  Answer answer;
  answer.type = "text/plain; version=0.0.4; charset=utf-8";
  answer.body = std::move(page.text_);
  return answer;
}

}  // namespace

std::vector<Route> health_routes() {
  return {{Method::get, "/healthz", anyone, healthz},
          {Method::get, "/readyz", anyone, readyz},
          {Method::get, "/metrics", service::Permission::inspect, metrics}};
}

}  // namespace runseal::console
