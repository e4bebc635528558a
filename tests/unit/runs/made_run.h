// Made run folders, a few cycles long, in the form that each family writes.
#pragma once

#include <fmt/format.h>

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "runs/identity.h"
#include "runs/watch.h"
#include "support/temporary.h"

namespace runseal::runs {

inline const Instant now{std::chrono::sys_days{std::chrono::year{2024} / 5 / 8}};

inline std::int64_t nanoseconds(Instant at) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(at.time_since_epoch()).count();
}

// Reads of 3, 2, 2 and 3 cycles. `layout`: the attributes of <FlowcellLayout>; `tiles`: what is inside it.
inline std::string run_info(const std::string& serial, const std::string& layout, const std::string& tiles = {}) {
  return fmt::format(R"(<?xml version="1.0"?>
<RunInfo xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" Version="2">
  <Run Id="240507_{0}_0042_AHXXXXXXXX" Number="42">
    <Flowcell>HXXXXXXXX</Flowcell>
    <Instrument>{0}</Instrument>
    <Date>240507</Date>
    <Reads>
      <Read Number="1" NumCycles="3" IsIndexedRead="N" />
      <Read Number="2" NumCycles="2" IsIndexedRead="Y" />
      <Read Number="3" NumCycles="2" IsIndexedRead="Y" />
      <Read Number="4" NumCycles="3" IsIndexedRead="N" />
    </Reads>
    <FlowcellLayout {1}>{2}</FlowcellLayout>
  </Run>
</RunInfo>
)",
                     serial, layout, tiles);
}

// In the form of MiSeq, NextSeq 500 and HiSeq; `serial_element` differs.
inline std::string old_parameters(const std::string& application, const std::string& version,
                                  const std::string& serial_element, const std::string& serial) {
  return fmt::format(R"(<?xml version="1.0"?>
<RunParameters xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <Setup>
    <ApplicationVersion>{1}</ApplicationVersion>
    <ApplicationName>{0}</ApplicationName>
  </Setup>
  <RunID>240507_{3}_0042_AHXXXXXXXX</RunID>
  <{2}>{3}</{2}>
  <RTAVersion>2.4.11</RTAVersion>
</RunParameters>
)",
                     application, version, serial_element, serial);
}

inline std::string novaseq_parameters(const std::string& serial) {
  return fmt::format(R"(<?xml version="1.0"?>
<RunParameters xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <RunId>240507_{0}_0042_AHXXXXXXXX</RunId>
  <InstrumentName>{0}</InstrumentName>
  <Application>NovaSeq Control Software</Application>
  <ApplicationVersion>1.7.5</ApplicationVersion>
  <RtaVersion>v3.4.4</RtaVersion>
</RunParameters>
)",
                     serial);
}

class MadeRun {
 public:
  MadeRun(std::string info, std::string parameters) : info_(std::move(info)), parameters_(std::move(parameters)) {
    add("RunInfo.xml", info_.size());
    add("RunParameters.xml", parameters_.size());
  }

  // Last changed an hour ago, unless said otherwise.
  MadeRun& add(const std::string& path, std::uint64_t size = 100, std::chrono::seconds age = std::chrono::hours(1)) {
    const auto at = nanoseconds(now - age);
    files_[path] = {path, size, at, at};
    return *this;
  }
  MadeRun& remove(const std::string& path) {
    EXPECT_EQ(files_.erase(path), 1U) << path;
    return *this;
  }
  FileSeen& file(const std::string& path) {
    EXPECT_TRUE(files_.contains(path)) << path;
    return files_[path];
  }

  [[nodiscard]] std::vector<FileSeen> listing() const {
    std::vector<FileSeen> files;
    for (const auto& [path, file] : files_) files.push_back(file);
    return files;
  }
  [[nodiscard]] RunIdentity identity() const {
    auto info = parse_run_info(base::as_bytes(info_));
    auto parameters = parse_run_parameters(base::as_bytes(parameters_));
    EXPECT_TRUE(info && parameters);
    return identify(*std::move(info), *std::move(parameters), {});
  }
  [[nodiscard]] const Rules* rules() const { return rules_for(identity()); }
  [[nodiscard]] Watch watch() const {
    Watch watch(rules());
    watch.look(listing(), now);
    return watch;
  }
  // The same on the disk; other files than the two of XML hold zeros.
  void write_below(const base::Path& folder) const {
    for (const auto& [path, file] : files_) {
      const auto at = folder / path;
      std::filesystem::create_directories(at.parent_path());
      test::write_file(at, path == "RunInfo.xml"         ? info_
                           : path == "RunParameters.xml" ? parameters_
                                                         : std::string(file.size, '\0'));
    }
  }

 private:
  std::string info_;
  std::string parameters_;
  std::map<std::string, FileSeen> files_;
};

inline void add_common(MadeRun& run) {
  for (const auto* path : {"InterOp/QMetricsOut.bin", "Logs/run.log", "SampleSheet.csv", "Recipe/recipe.xml"})
    run.add(path);
}

inline MadeRun miseq(const std::string& version = "2.6.2.1", const std::string& serial = "M01234") {
  MadeRun run(run_info(serial, R"(LaneCount="1" SurfaceCount="2" SwathCount="1" TileCount="3")"),
              old_parameters("MiSeq Control Software", version, "ScannerID", serial));
  add_common(run);
  for (int cycle = 1; cycle <= 10; ++cycle)
    for (const int tile : {1101, 1102, 1103, 2101, 2102, 2103})
      for (const auto* ending : {"bcl", "stats"})
        run.add(fmt::format("Data/Intensities/BaseCalls/L001/C{}.1/s_1_{}.{}", cycle, tile, ending));
  run.add("RTAComplete.txt");
  if (version.starts_with("4")) return run.add("CopyComplete.txt", 0).add("RunCompletionStatus.xml");
  for (int read = 1; read <= 4; ++read) run.add(fmt::format("Basecalling_Netcopy_complete_Read{}.txt", read));
  return run.add("Basecalling_Netcopy_complete.txt");
}

inline MadeRun nextseq_550dx(const std::string& serial = "NDX550123", const std::string& version = "1.3.3.4") {
  MadeRun run(run_info(serial, R"(LaneCount="4" SurfaceCount="2" SwathCount="3" TileCount="12")"),
              old_parameters("NextSeq Control Software", version, "InstrumentID", serial));
  add_common(run);
  for (int lane = 1; lane <= 4; ++lane) {
    for (int cycle = 1; cycle <= 10; ++cycle) {
      run.add(fmt::format("Data/Intensities/BaseCalls/L00{}/{:04}.bcl.bgzf", lane, cycle));
      run.add(fmt::format("Data/Intensities/BaseCalls/L00{}/{:04}.bcl.bgzf.bci", lane, cycle));
    }
    run.add(fmt::format("Data/Intensities/BaseCalls/L00{0}/s_{0}.filter", lane));
    run.add(fmt::format("Data/Intensities/L00{0}/s_{0}.locs", lane));
  }
  for (int read = 1; read <= 4; ++read) run.add(fmt::format("RTARead{}Complete.txt", read));
  return run.add("RTAComplete.txt").add("RunCompletionStatus.xml").add("CopyComplete.txt", 0);
}

inline void add_cbcl(MadeRun& run, int lanes, const std::vector<int>& surfaces) {
  for (int lane = 1; lane <= lanes; ++lane)
    for (int cycle = 1; cycle <= 10; ++cycle)
      for (const int surface : surfaces)
        run.add(fmt::format("Data/Intensities/BaseCalls/L00{0}/C{1}.1/L00{0}_{2}.cbcl", lane, cycle, surface));
}

inline MadeRun novaseq_6000(const std::string& serial = "A00123") {
  MadeRun run(run_info(serial, R"(LaneCount="2" SurfaceCount="2" SwathCount="4" TileCount="78")"),
              novaseq_parameters(serial));
  add_common(run);
  add_cbcl(run, 2, {1, 2});
  return run.add("RTA3.cfg").add("RTAComplete.txt", 1).add("SequenceComplete.txt", 0).add("CopyComplete.txt", 0);
}

inline MadeRun novaseq_x() {
  MadeRun run(run_info("LH00123", R"(LaneCount="2" SurfaceCount="2" SwathCount="2" TileCount="98")"),
              R"(<?xml version="1.0" encoding="utf-8"?>
<RunParameters>
  <Application>control-software</Application>
  <SystemSuiteVersion>1.2.0.28691</SystemSuiteVersion>
  <InstrumentType>NovaSeqXPlus</InstrumentType>
  <InstrumentSerialNumber>LH00123</InstrumentSerialNumber>
</RunParameters>)");
  add_common(run);
  add_cbcl(run, 2, {1, 2});
  return run.add("RTAComplete.txt").add("RTAExited.txt").add("CopyComplete.txt", 0).add("Manifest.tsv");
}

}  // namespace runseal::runs
