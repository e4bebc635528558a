#include "runs/identity.h"

#include <fmt/format.h>

#include "base/one_line.h"
#include "base/text.h"
#include "runs/folder.h"
#include "runs/rule_book.h"
#include "runs/xml.h"

namespace runseal::runs {
namespace {

bool names(const Family& family, const RunParameters& parameters) {
  for (const auto& pattern : family.applications)
    for (const auto& said : {parameters.application, parameters.instrument_type})
      if (!said.empty() && matches_text(pattern, lower_ascii(said))) return true;
  return false;
}

// "NDX550123" begins with "NDX" and goes on with a digit. The longest beginning wins: MN00123 is no MiSeq.
std::size_t fit(const std::string& beginning, const std::string& serial) {
  const auto next = beginning.size();
  const bool fits = lower_ascii(serial).starts_with(lower_ascii(beginning)) && serial.size() > next &&
                    serial[next] >= '0' && serial[next] <= '9';
  return fits ? beginning.size() : 0;
}

const Family* family_by_serial(const std::string& serial) {
  const Family* best = nullptr;
  std::size_t best_fit = 0;
  for (const auto& family : rule_book().families)
    for (const auto& beginning : family.serials)
      if (const auto length = fit(beginning, serial); length > best_fit) {
        best = &family;
        best_fit = length;
      }
  return best;
}

// All families whose name the software gives. More than one base: the file contradicts itself.
std::vector<const Family*> families_by_software(const RunParameters& parameters) {
  const auto version = parse_version(parameters.version);
  std::vector<const Family*> found;
  for (const auto& family : rule_book().families)
    if (names(family, parameters) && family.software.contains(version)) found.push_back(&family);
  return found;
}

void unknown(RunIdentity& run, std::string why) {
  run.family.clear();
  run.told_by = std::move(why);
}

std::string quoted(const RunParameters& parameters) {
  const auto& name = parameters.application.empty() ? parameters.instrument_type : parameters.application;
  return fmt::format("\"{}\"{}{}", name, parameters.version.empty() ? "" : " ", parameters.version);
}

void decide(RunIdentity& run, const std::string& parameters_problem) {
  const auto& serial = run.info.instrument;
  const auto* by_serial = family_by_serial(serial);
  if (!parameters_problem.empty()) {
    if (by_serial == nullptr || !by_serial->serial_is_enough) return unknown(run, parameters_problem);
    run.family = by_serial->name;
    run.told_by = fmt::format("serial number {} ({})", serial, parameters_problem);
    return;
  }
  const auto& other = run.parameters.instrument;
  if (!other.empty() && !serial.empty() && lower_ascii(other) != lower_ascii(serial))
    return unknown(run, fmt::format("RunInfo.xml is of instrument {}, RunParameters.xml of {}", serial, other));
  const auto by_software = families_by_software(run.parameters);
  if (by_software.empty())
    return unknown(run, fmt::format("no rules know an instrument whose software is {}", quoted(run.parameters)));
  const auto* family = by_software.front();
  for (const auto* also : by_software) {
    if (also->base() != family->base())
      return unknown(run, fmt::format("{} could be a {} or a {}", quoted(run.parameters), family->name, also->name));
    if (!also->variant_of.empty()) family = also;  // the software itself names the variant
  }
  if (by_serial != nullptr && by_serial->base() != family->base())
    return unknown(run, fmt::format("its software {} is of a {}, its serial number {} of a {}", quoted(run.parameters),
                                    family->name, serial, by_serial->name));
  if (by_serial != nullptr && !by_serial->variant_of.empty()) family = by_serial;
  run.family = family->name;
  run.told_by = fmt::format("software {}, serial number {}", quoted(run.parameters), serial.empty() ? "?" : serial);
}

}  // namespace

RunIdentity identify(RunInfo info, RunParameters parameters, const std::string& parameters_problem) {
  RunIdentity run{std::move(info), std::move(parameters), {}, {}};
  decide(run, parameters_problem);
  return run;
}

Result<RunIdentity> identify(const base::Path& run_folder) {
  auto info_file = read_file_of_run(run_folder, {"RunInfo.xml"}, max_xml);
  if (!info_file) {
    if (info_file.error().code == ErrorCode::not_found)
      info_file.error().next = "name the folder that holds RunInfo.xml; a run that has just begun may not have it yet";
    return fail(info_file.error());
  }
  RUNSEAL_TRY(auto info, parse_run_info(info_file->content, (run_folder / info_file->name).string()));
  // both are there on some NovaSeq 6000; the one with the capital letter is the newer
  const auto file = read_file_of_run(run_folder, {"RunParameters.xml", "runParameters.xml"}, max_xml);
  if (!file) {
    const bool missing = file.error().code == ErrorCode::not_found;
    return identify(std::move(info), {}, missing ? "there is no RunParameters.xml" : base::one_line(file.error()));
  }
  auto parameters = parse_run_parameters(file->content, file->name);
  if (!parameters) return identify(std::move(info), {}, base::one_line(parameters.error()));
  return identify(std::move(info), *std::move(parameters), {});
}

}  // namespace runseal::runs
