// What `runseal audit` says on a screen of 80 columns.
#pragma once

#include "app/screen.h"
#include "service/measure.h"

namespace runseal::app {

// One connection: grades with their reasons, findings, and what to change. brief: grades and finding ids.
void show_measured(const Screen& screen, const service::Measured& measured, bool brief);

// All connections: endpoint, three grades, worst finding.
void show_summary(const Screen& screen, const std::vector<service::Measured>& all);

// What is different from the last time.
void show_differences(const Screen& screen, const std::vector<service::Measured>& all);

}  // namespace runseal::app
