// The annex: each affected device, its connections, what was measured on three axes and when, and how to check it.
#include <map>

#include <fmt/format.h>

#include "base/text.h"
#include "notice/reply_style.h"

namespace runseal::notice {
namespace {

using model::CaseDevice;
using model::MeasuredConnection;
using model::Protection;

constexpr double measured_x = 158, integrity_x = 246, confidentiality_x = 324, peer_x = 417, grade_width = 78;
constexpr double verdict_x = confidentiality_x;

Mark mark_of(Protection grade) {
  switch (grade) {
    case Protection::protected_: return Mark::protected_;
    case Protection::optional: return Mark::optional;
    case Protection::absent: return Mark::absent;
    default: return Mark::unknown;
  }
}

Column grade(double x, Protection grade, const Tongue& say) {
  return {x, grade_width, {{say("grade." + std::string(base::name_of(grade))), small_ink}}, mark_of(grade)};
}

void draw_heads(Pages& pages, const Tongue& say) {
  const Type type{8, true, accent};
  pages.row({{8, measured_x - 16, {{say("annex.connection"), type}}},
             {measured_x, integrity_x - measured_x - 4, {{say("annex.measured"), type}}},
             {integrity_x, grade_width - 4, {{say("annex.integrity"), type}}},
             {confidentiality_x, peer_x - confidentiality_x - 4, {{say("annex.confidentiality"), type}}},
             {peer_x, grade_width - 4, {{say("annex.peer-authenticity"), type}}}},
            {.above = 4, .below = 4, .fill = tint});
}

// REF and SN are the signs that a device's own label carries, in any language (ISO 15223-1, 5.1.6 and 5.1.7).
Words device_words(const auto& device, const std::string& product, const Tongue& say) {
  Words words{{say.or_none(device.name.empty() ? device.device_id : device.name), {9, true, ink}}};
  std::vector<std::string> details;
  if (!device.catalogue_number.empty())
    details.push_back("REF " + device.catalogue_number);
  else if (!product.empty() && product != device.name)
    details.push_back(product);
  if (!device.serial.empty()) details.push_back("SN " + device.serial);
  if (!device.site.empty()) details.push_back(device.site);
  if (!details.empty()) words.push_back({"  " + tamed(base::join(details, " · ")), small});
  return words;
}

// The verdict the case gave, in words; "secure" is never worked out here.
std::pair<std::string, Mark> verdict(const CaseDevice& device, const Tongue& say) {
  if (device.secure) return {say("annex.secure"), Mark::protected_};
  if (device.exception) return {say("annex.excepted"), Mark::optional};
  return {say("annex.not-secure"), Mark::absent};
}

Words when(const MeasuredConnection& connection, const Tongue& say) {
  if (connection.at.empty()) return {{say("annex.never"), small_ink}};
  Words words{{say.instant(connection.at), small_ink}};
  if (connection.stale) words.push_back({" (" + say("annex.stale") + ")", small_strong});
  return words;
}

std::vector<Column> connection_row(const MeasuredConnection& connection, const Tongue& say) {
  return {{8, measured_x - 16, {{say.or_none(connection.endpoint), small_ink}}},
          {measured_x, integrity_x - measured_x - 4, when(connection, say)},
          grade(integrity_x, connection.integrity, say),
          grade(confidentiality_x, connection.confidentiality, say),
          grade(peer_x, connection.peer_authenticity, say)};
}

// A phrase with its places filled in; what fills one is never taken for a place itself.
Words filled(const std::string& phrase, const std::map<std::string, Span>& places) {
  Words words;
  for (std::size_t at = 0; at < phrase.size();) {
    const auto open = std::min(phrase.find('{', at), phrase.size());
    const auto close = std::min(phrase.find('}', open), phrase.size() - 1);
    words.push_back({phrase.substr(at, open - at), small_ink});
    if (open < phrase.size()) words.push_back(places.at(phrase.substr(open + 1, close - open - 1)));
    at = close + 1;
  }
  return words;
}

Span said(const std::string& text) { return {tamed(text), small_ink}; }

Span dated(const std::string& day, const Tongue& say) {
  auto type = small_ink;
  type.whole = true;
  return {say.date(day), type};
}

Words exception_words(const model::ExceptionInForce& exception, const Tongue& say) {
  Words words{{say("annex.exception") + ": ", small_strong}};
  std::ranges::move(filled(say("annex.exception-words"), {{"until", dated(exception.expires, say)},
                                                          {"by", said(exception.by)},
                                                          {"reason", said(exception.reason)}}),
                    std::back_inserter(words));
  return words;
}

void draw_device(Pages& pages, const CaseDevice& device, const Tongue& say) {
  const auto& [words, mark] = verdict(device, say);
  const std::vector<Column> head = {{8, verdict_x - 16, device_words(device, device.product, say)},
                                    {verdict_x, Pages::width - verdict_x, {{words, small_strong}}, mark}};
  constexpr Look head_look{.above = 4, .below = 1}, look{.above = 1.5, .below = 1.5};
  double together = pages.height_of(head, head_look);
  if (!device.connections.empty()) together += pages.height_of(connection_row(device.connections[0], say), look);
  pages.keep(together + 14);  // a device never stands without its first connection
  pages.row(head, head_look);
  for (const auto& connection : device.connections) pages.row(connection_row(connection, say), look);
  if (device.connections.empty()) pages.row({{8, Pages::width - 16, {{say("annex.no-connections"), small_ink}}}});
  if (device.exception) pages.row({{8, Pages::width - 16, exception_words(*device.exception, say)}});
  pages.row({{0, 1, {{" ", {1, false, ink}}}}}, {.below = 2, .rule = hair});
}

void draw_devices(Pages& pages, const model::Reply& reply, const Tongue& say) {
  pages.space(10);
  if (reply.devices.empty()) return pages.text({{say("annex.no-devices"), body}});
  draw_heads(pages, say);
  pages.on_new_page([&] { draw_heads(pages, say); });
  for (const auto& device : reply.devices) draw_device(pages, device, say);
  pages.on_new_page({});
}

// What came close, and what somebody said who looked at it.
Words near_miss_words(const model::NearMiss& device, const Tongue& say) {
  const bool settled = !device.settled_by.empty();
  Words words{{say("annex.near-miss") + ": ", small_strong}};
  for (auto& word : device_words(device, {}, say)) words.push_back({word.text, small_ink});
  words.push_back({" – ", small_ink});
  if (!settled) {
    words.push_back({say("annex.not-settled"), small_ink});
    return words;
  }
  std::ranges::move(
      filled(say("annex.settled"),
             {{"on", dated(device.settled_on, say)}, {"by", said(device.settled_by)}, {"note", said(device.note)}}),
      std::back_inserter(words));
  return words;
}

void draw_near_misses(Pages& pages, const model::Reply& reply, const Tongue& say) {
  pages.space(3);
  for (const auto& device : reply.near_misses)
    pages.row({{8, Pages::width - 16, near_miss_words(device, say)}}, {.above = 1, .below = 1});
}

void draw_small_field(Pages& pages, const std::string& name, const Words& value) {
  pages.row({{0, 145, {{name, small}}}, {155, Pages::width - 155, value}}, {.above = 1.5, .below = 1.5});
}

void draw_evidence(Pages& pages, const model::Reply& reply, const Tongue& say) {
  pages.keep(132);
  draw_section(pages, say("evidence.heading"));
  draw_small_field(pages, say("evidence.origin"), {{say.or_none(reply.evidence_origin), small_ink}});
  draw_small_field(pages, say("evidence.size"), {{fmt::format("{}", reply.evidence_size), small_ink}});
  draw_small_field(pages, say("evidence.root"), {{say.or_none(reply.evidence_root), small_mono}});
  draw_small_field(pages, say("evidence.made"),
                   {{say.instant(reply.made_at) + " UTC, runseal " + tamed(reply.version), small_ink}});
}

void draw_how_to_check(Pages& pages, const model::Reply& reply, const Tongue& say) {
  const auto step = [&](const char* key, const char* command) {
    draw_small_field(pages, say(key), {{command, small_mono}});
  };
  if (reply.signature)
    step("check.signature",
         "ssh-keygen -Y verify -f FORM.allowed_signers -I NAME -n runseal-reply -s FORM.pdf.sig < FORM.pdf");
  step("check.log", "runseal evidence verify");
  step("check.entry", "runseal evidence prove N");
}

}  // namespace

void draw_annex(Pages& pages, const model::Reply& reply, const Tongue& say) {
  pages.begin_page();
  pages.text({{say("annex.title"), {15, true, accent}}});
  pages.space(3);
  pages.text({{base::replaced(say("annex.intro"), "{version}", tamed(reply.version)), small_ink}});
  pages.space(6);
  const auto count = [&](const char* key, std::uint64_t number) { return fmt::format("{}: {}", say(key), number); };
  pages.text({{count("annex.affected", reply.devices.size()) + "   ·   " +
                   count("annex.near-misses", reply.near_misses.size()) + "   ·   " +
                   count("annex.not-affected", reply.not_affected),
               small_strong}});
  draw_devices(pages, reply, say);
  draw_near_misses(pages, reply, say);
  draw_evidence(pages, reply, say);
  draw_how_to_check(pages, reply, say);
}

}  // namespace runseal::notice
