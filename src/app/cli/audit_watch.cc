#include "app/cli/audit_watch.h"

#include <iostream>
#include <thread>

#include <fmt/format.h>

#include "base/text.h"

namespace runseal::app {
namespace {

using service::Measured;
using service::Round;

std::string minute(Instant at) { return base::format_instant(at).substr(0, 16) + "Z"; }

enum class Kind { protected_, accepted, unprotected, unmeasured };

Kind kind_of(const model::Assessment& assessment) {
  if (assessment.secure()) return Kind::protected_;
  if (audit::borne(assessment)) return Kind::accepted;
  for (const auto* axis : {&assessment.integrity, &assessment.confidentiality, &assessment.peer_authenticity})
    if (axis->grade == model::Protection::absent || axis->grade == model::Protection::optional)
      return Kind::unprotected;
  return Kind::unmeasured;
}

std::size_t count_of(const std::vector<Measured>& all, Kind kind) {
  return static_cast<std::size_t>(
      std::ranges::count_if(all, [&](const auto& one) { return kind_of(one.now.assessment) == kind; }));
}

std::size_t count_of(const std::vector<Measured>& all, model::Trend trend) {
  return static_cast<std::size_t>(
      std::ranges::count_if(all, [&](const auto& one) { return one.difference.trend == trend; }));
}

bool matters(const Measured& one) {
  return one.difference.trend == model::Trend::worse || one.difference.trend == model::Trend::better;
}

// One document a line, for programs that read what a service says.
void tell_json(const Round& round) {
  const auto line = [](const Json& document) {
    std::cout << document.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
  };
  const auto at = base::format_instant(round.at);
  const auto next = base::format_instant(round.next);
  if (!round.measured) {
    const auto& error = round.measured.error();
    line({{"event", "failed"},
          {"at", at},
          {"error", {{"what", error.what}, {"where", error.where}, {"next", error.next}}},
          {"next", next}});
    return;
  }
  const auto& all = *round.measured;
  for (const auto& one : all)
    if (matters(one))
      line({{"event", base::name_of(one.difference.trend)},
            {"at", one.now.assessment.at},
            {"endpoint", one.now.assessment.endpoint},
            {"devices", one.now.devices},
            {"since", one.difference.since},
            {"because", one.difference.worse_because},
            {"axes", one.difference.axes},
            {"new_findings", one.difference.new_findings},
            {"gone_findings", one.difference.gone_findings},
            {"evidence", one.worse_evidence.value_or(one.evidence)}});
  line({{"event", "round"},
        {"at", at},
        {"connections", all.size()},
        {"protected", count_of(all, Kind::protected_)},
        {"accepted", count_of(all, Kind::accepted)},
        {"unprotected", count_of(all, Kind::unprotected)},
        {"unmeasured", count_of(all, Kind::unmeasured)},
        {"worse", count_of(all, model::Trend::worse)},
        {"better", count_of(all, model::Trend::better)},
        {"next", next}});
}

std::string words_of(const Measured& one) {
  const auto& difference = one.difference;
  const auto used = one.now.devices.empty() ? "" : " (used by " + base::join(one.now.devices, ", ") + ")";
  const auto head = fmt::format("{}{}", one.now.assessment.endpoint, used);
  const auto since = difference.since.substr(0, 16) + "Z";
  if (difference.trend == model::Trend::better) return fmt::format("better: {} than {}", head, since);
  return fmt::format("ALERT: {} is worse than {}: {} (evidence entry {})", head, since,
                     base::join(difference.worse_because, "; "), one.worse_evidence.value_or(one.evidence));
}

void tell_people(const Screen& screen, const Round& round) {
  const auto at = minute(round.at) + "  ";
  if (!round.measured) {
    screen.line(at + screen.bad("not measured: " + base::replaced(round.measured.error().describe(), "\n", " ")) +
                ", again " + minute(round.next));
    return;
  }
  const auto& all = *round.measured;
  for (const auto& one : all)
    if (matters(one))
      screen.line(
          at + (one.difference.trend == model::Trend::worse ? screen.bad(words_of(one)) : screen.good(words_of(one))));
  std::string counts;
  for (const auto& [kind, name] : std::initializer_list<std::pair<Kind, const char*>>{
           {Kind::accepted, "accepted"}, {Kind::unprotected, "not protected"}, {Kind::unmeasured, "not measured"}})
    if (const auto count = count_of(all, kind); count > 0) counts += fmt::format(", {} {}", count, name);
  screen.line(fmt::format("{}{} of {} protected{}; next {}", at, count_of(all, Kind::protected_), all.size(), counts,
                          minute(round.next)));
}

// In short steps, so that a signal is noticed; by the clock that nobody sets.
bool pause(std::chrono::milliseconds span) {
  const auto end = std::chrono::steady_clock::now() + span;
  while (!interrupted()) {
    const auto left = end - std::chrono::steady_clock::now();
    if (left <= left.zero()) return true;
    std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(left, std::chrono::milliseconds(100)));
  }
  return false;
}

}  // namespace

Result<std::chrono::milliseconds> watch_interval(const std::string& text) {
  const auto span = base::parse_span(text);
  if (!span || *span < std::chrono::seconds(1) || *span > std::chrono::days(30))
    return fail(ErrorCode::usage, "\"" + base::printable(text, 40) + "\" is no time between rounds", {},
                "from 1s to 30d, such as 30m, 24h or 7d");
  return *span;
}

Result<int> watch(const Context& context, std::chrono::milliseconds interval,
                  std::function<Result<std::vector<Measured>>(service::Workspace&)> measure) {
  watch_for_interrupts();
  service::Watch watch;
  watch.interval = interval;
  watch.open = [&]() -> Result<service::Workspace> {
    auto workspace = context.open(service::Access::write);
    if (!workspace && interrupted()) return fail(ErrorCode::cancelled, "stopped while another command wrote");
    return workspace;
  };
  watch.measure = std::move(measure);
  watch.tell = [&](const Round& round) {
    context.json ? tell_json(round) : tell_people(context.screen, round);
    std::cout.flush();
  };
  watch.pause = pause;
  RUNSEAL_CHECK(service::watch(watch));
  return holds;
}

}  // namespace runseal::app
